import { describe, expect, it } from "vitest";
import { followHistory, followText } from "../../src/lease/follow-text.ts";

describe("what a source has asked for, on the lease", () => {
  it.each([[{ notBeforeMs: 1 }], [{ refusals: [3, 0], goneSinceMs: 5 }], [{ failures: 2 }]])(
    "comes back as it was: %j",
    (history) => {
      expect(followHistory(followText(history))).toEqual(history);
    },
  );

  it.each([[undefined], [""], ["no JSON"], ["[]"], ['{"notBeforeMs":"soon"}'], ['{"refusals":[-1]}']])(
    "is nothing when it is %s",
    (text) => {
      expect(followHistory(text)).toBeUndefined();
    },
  );

  it("is nothing when there is nothing to say", () => {
    expect(followText(undefined)).toBeUndefined();
  });
});
