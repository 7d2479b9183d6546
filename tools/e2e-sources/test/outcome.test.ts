import { describe, expect, it } from "vitest";
import { compare } from "../src/run/compare.ts";
import { handoversOf, type Outcome, problemsOf } from "../src/run/outcome.ts";
import { resultOf } from "../src/run/server-result.ts";

const REPLAYS = { replays: true };
const DOES_NOT = { replays: false };

/** A connection that begins in this second and ends in that. */
function connection(from: number, to: number, outcome = "superseded") {
  const second = (n: number) => `2026-11-28T15:00:${String(n).padStart(2, "0")}.000Z`;
  return { startedAt: second(from), connectedAt: second(from + 1), endedAt: second(to), outcome };
}

const CONNECTIONS = [
  connection(0, 6),
  connection(4, 10),
  connection(8, 14, "expired"),
  connection(12, 18),
  connection(16, 17, "stopped"),
];

const GOOD: Outcome = {
  comparison: compare(3, [1, 2, 3]),
  report: {
    execution: { status: "SUCCEEDED" },
    events: { deadLettered: 0, framesSkipped: 0 },
    connections: CONNECTIONS,
    lease: { status: "stopped" },
  },
  lastBeforeKill: 2,
  sourceDiffers: [],
  endsByItself: false,
};

function with_(changes: Partial<Outcome>): Outcome {
  return { ...GOOD, ...changes };
}

describe("what is wrong with a run", () => {
  it("is nothing when all is stored once over four handovers", () => {
    expect(problemsOf(REPLAYS, GOOD)).toEqual([]);
  });

  it("is any loss on a server that replays", () => {
    const lost = with_({ comparison: compare(9, [1, 2]) });
    expect(problemsOf(REPLAYS, lost)).toEqual(["7 lost (3, 4, 5, 6, 7, ...)"]);
  });

  it("is a loss elsewhere than around the kill on one that does not", () => {
    expect(problemsOf(DOES_NOT, with_({ comparison: compare(5, [1, 4, 5]) }))).toEqual([]);
    expect(problemsOf(DOES_NOT, with_({ comparison: compare(5, [1, 2, 3, 4]) }))).toEqual([
      "1 lost elsewhere than around the kill (5)",
    ]);
  });

  it("is what is stored twice or was never published", () => {
    expect(problemsOf(REPLAYS, with_({ comparison: compare(2, [1, 2, 2, undefined]) }))).toEqual([
      "1 stored twice",
      "1 records in the table that were not published",
    ]);
  });

  it("is too few handovers, a dead letter, a frame skipped", () => {
    const report = {
      ...{ execution: { status: "SUCCEEDED" }, events: { deadLettered: 2, framesSkipped: 1 } },
      ...{ connections: CONNECTIONS.slice(3), lease: { status: "stopped" } },
    };
    expect(problemsOf(REPLAYS, with_({ report }))).toEqual([
      "1 handovers, 4 at least were to be",
      "2 dead letters",
      "1 frames skipped",
    ]);
  });

  it("is a stream that ended otherwise than its source said", () => {
    expect(problemsOf(REPLAYS, with_({ endsByItself: true }))).toEqual(["the stream is stopped, not ended"]);
  });

  it("is a source that is read otherwise than its page says", () => {
    expect(problemsOf(REPLAYS, with_({ sourceDiffers: ["format"] }))).toEqual([
      "format is not as the definition has it",
    ]);
  });
});

describe("a handover", () => {
  const handovers = (...connections: ReturnType<typeof connection>[]) => {
    const report = GOOD.report && { ...GOOD.report, connections };
    return handoversOf(with_({ report }));
  };

  it("is a connection that goes when the next one is up", () => {
    expect(handovers(...CONNECTIONS)).toBe(4);
    expect(handovers(connection(0, 5), connection(4, 10, "stopped"))).toBe(1);
  });

  it("is not one that went before, was killed, or had none after it", () => {
    expect(handovers(connection(0, 4), connection(4, 10, "stopped"))).toBe(0);
    expect(handovers(connection(0, 9, "crashed"), connection(4, 10, "stopped"))).toBe(0);
    expect(handovers(connection(0, 9, "expired"))).toBe(0);
    expect(handovers(connection(0, 9), { ...connection(4, 8, "crashed"), connectedAt: null as never })).toBe(
      0,
    );
  });
});

it("a result counts what the outcome has, in tenths of seconds", () => {
  const result = resultOf({ name: "x", group: "npm", ...REPLAYS }, GOOD, { problems: [], ms: 12_345 });
  expect(result).toEqual({
    ...{ name: "x", group: "npm", replays: true, published: 3, stored: 3 },
    ...{ lost: 0, twice: 0, foreign: 0, handovers: 4, seconds: 12.3, problems: [] },
  });
});
