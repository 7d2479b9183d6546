import fc from "fast-check";
import type { ConnectionRecord, Interval } from "../../src/index.ts";
import { recordOf, T0 } from "./records.ts";

/** A connection as it was, and what is on record of it. */
export interface Happened {
  /** When it was up. */
  readonly up: readonly Interval[];
  /** Undefined when nothing of it was written. */
  readonly record: ConnectionRecord | undefined;
}

/** How a connection came out, and what was written of it. */
const anyFate = fc.record({
  /** From the claim before to this claim, which may be before that one's end. */
  stepMs: fc.integer({ min: 0, max: 400 }),
  connectMs: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  heldMs: fc.integer({ min: 0, max: 500 }),
  /** Pairs of how long it was up and then down. */
  breaks: fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 90 })), {
    maxLength: 3,
  }),
  written: fc.constantFrom("closed", "opened", "inferred", "nothing"),
  /** How much of the beginning an inference knows. */
  knownShare: fc.double({ min: 0, max: 1, noNaN: true }),
  isProven: fc.boolean(),
});

type Fate = typeof anyFate extends fc.Arbitrary<infer Value> ? Value : never;

/** Connections of one stream, each claim an epoch above the one before. */
export const anyHistory: fc.Arbitrary<Happened[]> = fc.array(anyFate, { maxLength: 8 }).map((fates) => {
  let claimedAtMs = T0;
  return fates.map((fate, index) => {
    claimedAtMs += fate.stepMs;
    return happened(fate, claimedAtMs, index + 2);
  });
});

function happened(fate: Fate, claimedAtMs: number, epoch: number): Happened {
  const { connectMs, heldMs, knownShare, written } = fate;
  const connectedAtMs = connectMs === undefined ? undefined : claimedAtMs + connectMs;
  const endedAtMs = (connectedAtMs ?? claimedAtMs) + heldMs;
  const reopenings = connectedAtMs === undefined ? [] : breaksOf(fate, connectedAtMs, endedAtMs);
  const up = connectedAtMs === undefined ? [] : upTimes(connectedAtMs, endedAtMs, reopenings);
  const {
    connectedAtMs: _,
    confirmedAtMs: __,
    endedAtMs: ___,
    outcome: ____,
    ...common
  } = recordOf({
    ...{ claimedAtMs, epoch, claimId: `request-${epoch}`, deadlineMs: claimedAtMs + 700 },
    ...(fate.isProven ? { handover: { proof: "event" as const } } : {}),
  });
  const connected = connectedAtMs === undefined ? {} : { connectedAtMs };
  const [firstUp] = up;
  const known =
    firstUp === undefined
      ? []
      : [
          {
            ...firstUp,
            untilMs: firstUp.fromMs + Math.floor(knownShare * (firstUp.untilMs - firstUp.fromMs)),
          },
        ];
  const records: Record<Fate["written"], ConnectionRecord | undefined> = {
    closed: { ...common, ...connected, reopenings, endedAtMs, outcome: "superseded" },
    // What is said on connecting is not said by one that never was.
    opened: connectedAtMs === undefined ? undefined : { ...common, connectedAtMs },
    inferred: { ...common, ...connected, endedAtMs, knownUp: known, inferred: ["endedAtMs", "outcome"] },
    nothing: undefined,
  };
  return { up, record: records[written] };
}

function breaksOf({ breaks }: Fate, connectedAtMs: number, endedAtMs: number) {
  let atMs = connectedAtMs;
  return breaks.flatMap(([upMs, downMs]) => {
    const brokeAtMs = atMs + upMs;
    atMs = brokeAtMs + downMs;
    if (brokeAtMs >= endedAtMs) return [];
    return [{ brokeAtMs, why: "lost", ...(atMs < endedAtMs ? { backAtMs: atMs } : {}) }];
  });
}

function upTimes(
  connectedAtMs: number,
  endedAtMs: number,
  reopenings: ReturnType<typeof breaksOf>,
): Interval[] {
  const starts = [connectedAtMs, ...reopenings.map(({ backAtMs = endedAtMs }) => backAtMs)];
  const ends = [...reopenings.map(({ brokeAtMs }) => brokeAtMs), endedAtMs];
  return starts.map((fromMs, index) => ({ fromMs, untilMs: ends[index] ?? endedAtMs }));
}
