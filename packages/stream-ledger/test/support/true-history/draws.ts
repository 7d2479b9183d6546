import fc from "fast-check";

/** Times are drawn in whole seconds. */
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((drawn) => drawn * 1_000);

/** No connection lives longer, in milliseconds. */
const LONGEST_LIFE_MS = 900_000;

const anyConnection = fc.record({
  /** From the claim before, or the begin, to its claim. */
  stepMs: fc.oneof(seconds(0, 15), seconds(0, 400)),
  /** From its claim to its being up; undefined when it never is. */
  connectMs: fc.option(fc.oneof(seconds(0, 3), seconds(0, 60)), { freq: 6, nil: undefined }),
  /** How long it lives from then on, unless something ends it before. */
  heldMs: fc.oneof(seconds(1, 10), seconds(1, 500)),
  lifeMs: seconds(60, LONGEST_LIFE_MS / 1_000),
  /** Pairs of how long it was up and then down. */
  breaks: fc.array(fc.tuple(seconds(1, 90), seconds(1, 90)), { maxLength: 2 }),
  isKilled: fc.boolean(),
  /** From its claim to its killing. */
  killedMs: seconds(0, 500),
  /** From what it hears of the end to the lease's answer to that. */
  finishMs: seconds(0, 30),
  /** How late it sees on the lease what became of the stream. */
  lookMs: seconds(0, 30),
  /** Whether the lease has answered that it is up, and that its successor is. */
  isConfirmed: fc.boolean(),
  seesSuccessor: fc.boolean(),
  /** Whether the source ends it for a newer one as if the stream were over, ends it without a word, or lets it live. */
  whenDisplaced: fc.constantFrom("goodbye", "dropped", "kept"),
  /** Whether the source sends what came since anybody was up. */
  isResumed: fc.boolean(),
  /** Whether the source, as long as it has a stream, refuses it to this one. */
  isRefused: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 9),
  /** Whether the source says by an answer without a stream that there is none any more. */
  isTurnedAway: fc.boolean(),
  written: fc.constantFrom("closed", "closed", "closed", "opened", "inferred", "nothing"),
  /** How much of its first time up an inference knows. */
  knownShare: fc.double({ min: 0, max: 1, noNaN: true }),
});

/** What is drawn of a connection; the history decides what of it comes to pass. */
export type DrawnConnection = typeof anyConnection extends fc.Arbitrary<infer Value> ? Value : never;

const anyRun = fc.record({
  /** How long nothing runs before it. */
  restMs: fc.oneof(seconds(1, 30), seconds(1, 2_000)),
  /** Begins after which nobody came to claim. */
  vainBegins: fc.integer({ min: 0, max: 1 }),
  connections: fc.array(anyConnection, { minLength: 1, maxLength: 5 }),
  /** Who ends it, unless a refusal does: the source, somebody who stops it, or nobody. */
  endedBy: fc.constantFrom("source", "stop", "nobody"),
  /** From the begin to that end. */
  lastsMs: seconds(1, 1_500),
});

/** A time of the stream, from its begin until it is over. */
export type DrawnRun = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

/** A stream that is begun, and begun again when it is over. */
export const anyRuns: fc.Arbitrary<DrawnRun[]> = fc.array(anyRun, { minLength: 1, maxLength: 3 });

/** Of a stream with which all is well, and of which all is on record: the last connection of a run hears how that came out. */
export const anyGoodRuns: fc.Arbitrary<DrawnRun[]> = anyRuns.map((runs) =>
  runs.map(({ restMs, connections, endedBy, lastsMs }) => ({
    ...{ restMs: 60_000 + restMs, vainBegins: 0, endedBy: endedBy === "nobody" ? "stop" : endedBy },
    lastsMs: connections.reduce((sum, { stepMs }) => sum + stepMs, 61_000 + (lastsMs % 600_000)),
    connections: connections.map(({ stepMs, connectMs = 0, heldMs, ...drawn }, index) => ({
      ...{ ...drawn, stepMs, connectMs, heldMs: index === connections.length - 1 ? LONGEST_LIFE_MS : heldMs },
      ...({ lifeMs: LONGEST_LIFE_MS, isKilled: false, isConfirmed: true, seesSuccessor: false } as const),
      ...({ isRefused: false, whenDisplaced: "kept", written: "closed" } as const),
    })),
  })),
);
