import { hash } from "node:crypto";
import type { StreamTruth } from "@unbounded-streams/stream-source";
import { describe, expect, it } from "vitest";
import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";
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

describe("what a stream that is stopped has lost", () => {
  const made = ["a", "b", "c"].map((id, index) => ({
    ...{ id, seq: index + 1, at: index, sha1: hash("sha1", id, "hex") },
  }));
  const truth = (state: "running" | "ended") =>
    ({ state, events: made, connections: [{ endedAt: 10 }] }) as unknown as StreamTruth;
  const items = ["a", "b"].map((text) => ({ streamId: "s", key: text, data: text }));
  const stopped = { ...newInvocation(IDENTITY), outcome: "stopped", received: 2, stored: 2 };
  const eventsOfStopped = (...invocations: Invocation[]) =>
    eventsOf({ invocations, truth: truth("running"), items });

  it("is nothing that was on its way when its connection left", () => {
    expect(eventsOfStopped(stopped)).toMatchObject({ sent: 2, stored: 2, lost: 0 });
  });

  it.each<[string, Partial<Invocation>]>([
    ["its connection had received, and did not store", { received: 3 }],
    ["a connection may have taken with it that was killed", { outcome: "crashed" }],
    ["nobody received", { received: 0, stored: 0 }],
  ])("is what %s", (_, changes) => {
    expect(eventsOfStopped({ ...stopped, ...changes })).toMatchObject({ sent: 3, stored: 2, lost: 1 });
  });

  it("is everything that is missing once its source has ended it", () => {
    const events = eventsOf({ invocations: [stopped], truth: truth("ended"), items });
    expect(events).toMatchObject({ sent: 3, stored: 2, lost: 1 });
  });
});
