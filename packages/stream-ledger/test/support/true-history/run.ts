import type { DrawnConnection, DrawnRun } from "./draws.ts";
import { type Fate, fateOf, type LeaseOver, type Surroundings } from "./fate.ts";

/** A connection of a run, as it was. */
export interface Lived {
  readonly drawn: DrawnConnection;
  readonly epoch: number;
  readonly around: Surroundings;
  readonly fate: Fate;
  /** Whether nobody had the stream before it since it was begun. */
  readonly isFirst: boolean;
  /** When the one that claimed next was up. */
  readonly nextUpAtMs: number;
}

/** A run as it was. */
export interface LivedRun {
  readonly connections: readonly Lived[];
  /** Until when there was a stream that was to be held. */
  readonly owedUntilMs: number;
  /** From when on it can be begun again. */
  readonly freeAtMs: number;
}

/** What is known of a run before its connections are. */
interface Course {
  readonly claims: readonly number[];
  readonly sourceEndsAtMs: number;
  readonly over: LeaseOver | undefined;
  readonly owedUntilMs: number;
}

const NEVER = Number.POSITIVE_INFINITY;

/** A run that is begun at `begunAtMs` with `epoch`. `restMs` is how long nothing comes after it. */
export function liveRun(run: DrawnRun, begunAtMs: number, epoch: number, restMs: number): LivedRun {
  const { claims, sourceEndsAtMs, over, owedUntilMs } = courseOf(run, begunAtMs);
  const deadlines = claims.map((atMs, index) => atMs + (run.connections[index]?.lifeMs ?? 0));
  const freeAtMs = over?.atMs ?? deadlines.at(-1) ?? begunAtMs;
  const begunAgainAtMs = freeAtMs + restMs;
  const connections: Lived[] = [];
  for (let index = claims.length - 1; index >= 0; index -= 1) {
    const [claimedAtMs = 0, nextMs = begunAgainAtMs] = claims.slice(index);
    const drawn = run.connections[index] as DrawnConnection;
    const newerUps = connections.flatMap(({ fate }) =>
      fate.up.length === 0 ? [] : (fate.connectedAtMs ?? []),
    );
    const around: Surroundings = {
      ...{ claimedAtMs, succeededAtMs: nextMs, sourceEndsAtMs, over, begunAgainAtMs },
      newerUpAtMs: Math.min(
        NEVER,
        ...newerUps.filter((atMs) => atMs < sourceEndsAtMs && atMs > upOf(drawn, claimedAtMs)),
      ),
    };
    connections.unshift({
      ...{ drawn, epoch: epoch + 1 + index, around, fate: fateOf(drawn, around), isFirst: index === 0 },
      nextUpAtMs: connections[0]?.fate.connectedAtMs ?? NEVER,
    });
  }
  return { connections, owedUntilMs: Math.min(owedUntilMs, begunAgainAtMs), freeAtMs };
}

function upOf({ connectMs = NEVER }: DrawnConnection, claimedAtMs: number): number {
  return claimedAtMs + connectMs;
}

/** Who claims before the lease knows that the stream is over, and what it learns of that first. */
function courseOf({ connections, endedBy, lastsMs }: DrawnRun, begunAtMs: number): Course {
  const lastMs = begunAtMs + lastsMs;
  const sourceEndsAtMs = endedBy === "source" ? lastMs : NEVER;
  const stop: LeaseOver | undefined = endedBy === "stop" ? { atMs: lastMs, status: "stopped" } : undefined;
  const claims: number[] = [];
  let atMs = begunAtMs;
  for (const [index, drawn] of connections.entries()) {
    atMs += drawn.stepMs;
    if (stop !== undefined && atMs >= stop.atMs) break;
    claims.push(atMs);
    const nextMs = atMs + (connections[index + 1]?.stepMs ?? NEVER);
    const around = { claimedAtMs: atMs, succeededAtMs: nextMs, sourceEndsAtMs, newerUpAtMs: NEVER };
    const { finish, endedAtMs } = fateOf(drawn, { ...around, over: stop, begunAgainAtMs: NEVER });
    const overAtMs = Math.min(finish?.atMs ?? NEVER, stop?.atMs ?? NEVER);
    if (finish === undefined || nextMs <= overAtMs) continue;
    const owedUntilMs = finish.status === "ended" ? sourceEndsAtMs : endedAtMs;
    return { claims, sourceEndsAtMs, over: overAtMs === stop?.atMs ? stop : finish, owedUntilMs };
  }
  return { claims, sourceEndsAtMs, over: stop, owedUntilMs: Math.min(sourceEndsAtMs, stop?.atMs ?? NEVER) };
}
