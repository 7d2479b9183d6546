import type { Interval, Reopening } from "../../../src/index.ts";
import type { DrawnConnection } from "./draws.ts";

/** How a lease was left for good. */
export interface LeaseOver {
  readonly atMs: number;
  readonly status: "ended" | "stopped" | "failed";
}

/** What a connection lives in. Moments are epoch milliseconds, `Infinity` for what never is. */
export interface Surroundings {
  readonly claimedAtMs: number;
  /** When the epoch of its claim was no longer that of the lease. */
  readonly succeededAtMs: number;
  /** From when on the source has no stream. */
  readonly sourceEndsAtMs: number;
  readonly over: LeaseOver | undefined;
  /** When the stream is begun again. */
  readonly begunAgainAtMs: number;
  /** When a newer connection was up at the source. */
  readonly newerUpAtMs: number;
}

/** What became of a connection. */
export interface Fate {
  readonly connectedAtMs: number | undefined;
  readonly up: readonly Interval[];
  readonly reopenings: readonly Reopening[];
  readonly endedAtMs: number;
  readonly outcome: string;
  /** Whether it has lived to say so, and to tell the lease. */
  readonly isClosed: boolean;
  /** When the lease had its word on the end of the stream; undefined when it had none. */
  readonly finish: LeaseOver | undefined;
}

/** Whatever ends it but what the source says of the stream. */
interface Bound {
  readonly atMs: number;
  readonly outcome: string;
}

/** What becomes of a connection. */
export function fateOf(drawn: DrawnConnection, around: Surroundings): Fate {
  const { claimedAtMs, sourceEndsAtMs } = around;
  const deadlineMs = claimedAtMs + drawn.lifeMs;
  const killedAtMs = Math.min(
    deadlineMs,
    drawn.isKilled ? claimedAtMs + drawn.killedMs : Number.POSITIVE_INFINITY,
  );
  const bound = boundOf(drawn, around, killedAtMs);
  const upAtMs = claimedAtMs + (drawn.connectMs ?? Number.POSITIVE_INFINITY);
  const fate = (told: Pick<Fate, "endedAtMs" | "outcome"> & Partial<Fate>): Fate => {
    const finishedAtMs = told.endedAtMs + drawn.finishMs;
    const isClosed = finishedAtMs < killedAtMs;
    const { finish, ...rest } = told;
    const has = finish !== undefined && isClosed;
    return {
      connectedAtMs: undefined,
      up: [],
      reopenings: [],
      isClosed,
      finish: has ? finish : undefined,
      ...rest,
    };
  };
  const finished = (atMs: number, status: LeaseOver["status"]) => ({ atMs: atMs + drawn.finishMs, status });
  if (upAtMs >= bound.atMs) return fate({ endedAtMs: bound.atMs, outcome: bound.outcome });
  if (upAtMs >= sourceEndsAtMs) {
    const heardAtMs = Math.min(bound.atMs, upAtMs + (drawn.isTurnedAway ? 0 : 1_000));
    const isTold = heardAtMs < bound.atMs;
    const told = { endedAtMs: heardAtMs, outcome: isTold ? "ended" : bound.outcome };
    const finish = isTold ? finished(heardAtMs, "ended") : undefined;
    if (drawn.isTurnedAway) return fate({ ...told, finish });
    return fate({ ...told, finish, connectedAtMs: upAtMs, up: [{ fromMs: upAtMs, untilMs: heardAtMs }] });
  }
  if (drawn.isRefused) {
    const outcome = afterRefusal(around, upAtMs + drawn.finishMs);
    return fate({ endedAtMs: upAtMs, outcome, finish: finished(upAtMs, "failed") });
  }
  const { endedAtMs, outcome, ...life } = lifeOf(drawn, around, { upAtMs, bound });
  const finish = outcome === "ended" ? finished(endedAtMs, "ended") : undefined;
  return fate({ ...life, connectedAtMs: upAtMs, endedAtMs, outcome, finish });
}

/** How a connection comes out that the source has refused, by what the lease says to that. */
function afterRefusal({ over, succeededAtMs, begunAgainAtMs }: Surroundings, askedAtMs: number): string {
  if (over !== undefined && over.atMs <= askedAtMs && askedAtMs < begunAgainAtMs) {
    return over.status === "stopped" ? "stopped" : "refused";
  }
  return succeededAtMs <= askedAtMs ? "superseded" : "refused";
}

function boundOf(drawn: DrawnConnection, around: Surroundings, killedAtMs: number): Bound {
  const { claimedAtMs, newerUpAtMs } = around;
  const { connectMs = 0, heldMs, lifeMs, finishMs } = drawn;
  const timeUpMs = Math.max(claimedAtMs, claimedAtMs + lifeMs - finishMs - 1);
  const bounds: Bound[] = [
    { atMs: killedAtMs, outcome: "killed" },
    { atMs: Math.min(timeUpMs, claimedAtMs + connectMs + heldMs), outcome: "superseded" },
    ...(drawn.whenDisplaced === "kept"
      ? []
      : [{ atMs: newerUpAtMs, outcome: drawn.whenDisplaced === "goodbye" ? "goodbye" : "superseded" }]),
    ...lookOf(around, Math.max(around.over?.atMs ?? 0, claimedAtMs) + drawn.lookMs),
  ];
  return bounds.reduce((first, other) => (other.atMs < first.atMs ? other : first));
}

/** What a look at the lease tells of the end of the stream. */
function lookOf({ over, begunAgainAtMs }: Surroundings, atMs: number): Bound[] {
  if (over === undefined || over.atMs > atMs) return [];
  if (over.status === "failed" || atMs >= begunAgainAtMs) return [{ atMs, outcome: "superseded" }];
  return [{ atMs, outcome: over.status }];
}

/** The life of a connection that was up before the source ended. */
function lifeOf(
  { breaks }: DrawnConnection,
  around: Surroundings,
  { upAtMs, bound }: { readonly upAtMs: number; readonly bound: Bound },
): Pick<Fate, "up" | "reopenings" | "endedAtMs" | "outcome"> {
  const { sourceEndsAtMs, succeededAtMs } = around;
  const lastMs = Math.min(bound.atMs, sourceEndsAtMs);
  const up: Interval[] = [];
  const reopenings: Reopening[] = [];
  let fromMs = upAtMs;
  for (const [upMs, downMs] of breaks) {
    const brokeAtMs = fromMs + upMs;
    if (brokeAtMs >= lastMs) break;
    up.push({ fromMs, untilMs: brokeAtMs });
    // It looks at the lease before it is opened again.
    const [seen] = lookOf(around, brokeAtMs);
    if (succeededAtMs <= brokeAtMs || seen !== undefined) {
      return { up, reopenings, endedAtMs: brokeAtMs, outcome: seen?.outcome ?? "superseded" };
    }
    fromMs = brokeAtMs + downMs;
    if (fromMs < lastMs) {
      reopenings.push({ brokeAtMs, why: "lost", backAtMs: fromMs });
      continue;
    }
    reopenings.push({ brokeAtMs, why: "lost" });
    const isTold = fromMs < bound.atMs;
    const outcome = isTold ? "ended" : bound.outcome === "goodbye" ? "superseded" : bound.outcome;
    return { up, reopenings, endedAtMs: isTold ? fromMs : bound.atMs, outcome };
  }
  up.push({ fromMs, untilMs: lastMs });
  if (sourceEndsAtMs < bound.atMs) return { up, reopenings, endedAtMs: lastMs, outcome: "ended" };
  return {
    up,
    reopenings,
    endedAtMs: lastMs,
    outcome: bound.outcome === "goodbye" ? "ended" : bound.outcome,
  };
}
