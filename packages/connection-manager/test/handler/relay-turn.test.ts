import { describe, expect, it } from "vitest";
import { turnOf } from "../../src/handler/relay-turn.ts";
import { ConfigurationError } from "../../src/index.ts";

describe("a turn of the relay", () => {
  it("has a holder and the epoch that it was told", () => {
    const event = { streamId: "s", holder: "run/A", expectedEpoch: 0, executionArn: "arn" };
    expect(turnOf(event)).toEqual({ holder: "run/A", expectedEpoch: 0 });
  });

  it.each([undefined, null, "text", 5, [], {}, { streamId: "s" }, { pathParameters: { holder: "A" } }])(
    "is not asked for by %o",
    (event) => {
      expect(turnOf(event)).toBeUndefined();
    },
  );

  it.each([
    [{ holder: "A" }, /expectedEpoch is undefined/],
    [{ expectedEpoch: 3 }, /holder is undefined/],
    [{ holder: "", expectedEpoch: 3 }, /holder is ""/],
    [{ holder: 7, expectedEpoch: 3 }, /holder is 7/],
    [{ holder: "A", expectedEpoch: "3" }, /expectedEpoch is "3"/],
    [{ holder: "A", expectedEpoch: -1 }, /expectedEpoch is -1/],
    [{ holder: "A", expectedEpoch: 1.5 }, /expectedEpoch is 1.5/],
    [{ holder: "A", expectedEpoch: null }, /expectedEpoch is object/],
  ])("that is half there is refused, not taken for a connection without a lease: %o", (event, problem) => {
    expect(() => turnOf(event)).toThrow(ConfigurationError);
    expect(() => turnOf(event)).toThrow(problem);
  });
});
