import { describe, expect, it } from "vitest";
import { newInvocation } from "../../src/lambda/invocation.ts";
import { eventsOf } from "../../src/report/measure.ts";

const IDENTITY = { id: 1, branch: "A", streamId: "s", requestId: "r", startedAtMs: 0 };

/** The events of a run whose connections have counted so much, and whose table gives these. */
function eventsOfRun(counts: { stored: number; duplicates: number }[], data: string[]) {
  const invocations = counts.map((each) => ({ ...newInvocation(IDENTITY), ...each }));
  const items = data.map((text) => ({ streamId: "s", key: text, data: text }));
  return eventsOf({ invocations, truth: undefined, items });
}

describe("the events of a run", () => {
  it("were received twice when the table had them", () => {
    const counts = [
      { stored: 2, duplicates: 0 },
      { stored: 1, duplicates: 2 },
    ];
    expect(eventsOfRun(counts, ["a", "b", "c"])).toMatchObject({ stored: 3, duplicatesReceived: 2 });
  });

  it("were received twice when two connections have stored them, and a reader is given them once", () => {
    const counts = [
      { stored: 2, duplicates: 1 },
      { stored: 3, duplicates: 0 },
    ];
    expect(eventsOfRun(counts, ["a", "b", "c"])).toMatchObject({ stored: 3, duplicatesReceived: 3 });
  });

  it("are not miscounted when a connection was killed before it could count", () => {
    expect(eventsOfRun([{ stored: 0, duplicates: 1 }], ["a", "b"])).toMatchObject({ duplicatesReceived: 1 });
  });
});
