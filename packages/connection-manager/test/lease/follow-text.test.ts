import { describe, expect, it } from "vitest";
import { followHistory, followText } from "../../src/lease/follow-text.ts";

describe("what a source has asked for, on the lease", () => {
  it.each([
    [{ notBeforeMs: 1 }],
    [{ refusals: [3, 0], goneSinceMs: 5 }],
    [{ failures: 2 }],
    [{ kept: { "mcp-session-id": "a" } }],
  ])("comes back as it was: %j", (history) => {
    expect(followHistory(followText(history))).toEqual(history);
  });

  it.each([
    [undefined],
    [""],
    ["no JSON"],
    ["[]"],
    ['{"notBeforeMs":"soon"}'],
    ['{"refusals":[-1]}'],
    ['{"kept":{"a":1}}'],
  ])("is nothing when it is %s", (text) => {
    expect(followHistory(text)).toBeUndefined();
  });

  it("is without a session that the lease has no room for", () => {
    const kept = { a: "x".repeat(4_096), b: "y".repeat(4_096) };
    expect(followHistory(followText({ kept, failures: 1 }))).toEqual({ failures: 1 });
    expect(followText({ kept })).toBeUndefined();
  });

  it("is nothing when there is nothing to say", () => {
    expect(followText(undefined)).toBeUndefined();
  });
});
