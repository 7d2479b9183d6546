import { hash } from "node:crypto";
import type { StreamTruth } from "@unbounded-streams/stream-source";
import { describe, expect, it } from "vitest";
import { type FleetRecord, measureFleet, streamOutcome } from "../../src/fleet/measure-fleet.ts";
import { newInvocation } from "../../src/lambda/invocation.ts";
import { readCommandLine } from "../../src/options/options.ts";
import { connection } from "./connection.ts";

const CARRIER = "#carrier/default/1";
const END_MS = 2_000;

function truthOf(streamId: string, connections: [startedAt: number, endedAt: number][]) {
  const events = ["a", "b"].map((id, index) => ({
    id,
    seq: index + 1,
    at: 500,
    sha1: hash("sha1", id, "hex"),
  }));
  return {
    ...{ streamId, state: "ended", endedAt: 1_000, events },
    connections: connections.map(([startedAt, endedAt]) => ({ startedAt, stalledAt: null, endedAt })),
  } as unknown as StreamTruth;
}

function outcomeOf(
  streamId: string,
  stored: string[],
  up: [number, number][],
  status: "ended" | "failed" = "ended",
) {
  const invocations = up.map(([from, to], index) =>
    connection(streamId, from, to, index + 1 < up.length ? "superseded" : "ended", { duplicates: 1 }),
  );
  const items = stored.map((data) => ({ data }) as never);
  return streamOutcome(
    { streamId, asked: [0], status },
    { invocations, truth: truthOf(streamId, up), items },
    { lease: { status, reason: "gone" } as never, endedAtMs: END_MS },
  );
}

function recordOf(streams: FleetRecord["streams"]): FleetRecord {
  const commandLine = readCommandLine(["--streams", "2", "--stream-id", "s"], () => "new");
  if (commandLine.kind === "help") throw new Error("asked for help");
  const identity = { id: 1, branch: "1A", streamId: CARRIER, requestId: "r", startedAtMs: 0 };
  return {
    ...{ options: commandLine.options, streams, executions: [], startedAtMs: 0, endedAtMs: END_MS },
    invocations: [
      { ...newInvocation(identity), epoch: 2, outcome: "superseded" },
      { ...newInvocation(identity), outcome: "superseded" },
      { ...newInvocation(identity), epoch: 3, outcome: "aborted" },
    ],
    connections: streams.flatMap(({ connections }) => connections),
    isInterrupted: false,
  };
}

describe("the report of a fleet", () => {
  it("sums up all streams, and tells each", () => {
    const sound = outcomeOf(
      "s-1",
      ["a", "b"],
      [
        [100, 600],
        [600, 1_000],
      ],
    );
    const spoilt = outcomeOf(
      "s-2",
      ["a"],
      [
        [100, 400],
        [700, 1_000],
      ],
    );
    const report = measureFleet(recordOf([sound, spoilt]));
    expect(report).toMatchObject({
      streamId: "s",
      execution: { status: "SUCCEEDED" },
      events: { sent: 4, stored: 3, lost: 1, storedTwice: 0, unknown: 0, duplicatesReceived: 4 },
      coverage: { coveredMs: 1_500, gaps: 1, gapMs: 300, longestGapMs: 300 },
      lease: null,
    });
    expect(report.connections[0]).toMatchObject({ streamId: "s-1", carrier: CARRIER, branch: "1A" });
    const entry = { status: "ended", connections: 2 };
    expect(report.fleet).toEqual({
      ...{ carriers: 1, seats: 2, handovers: 1, longestWaitMs: 300 },
      perCarrier: [{ carrier: CARRIER, invocations: 3, handovers: 1, seatsTaken: 4 }],
      perStream: [
        { ...entry, streamId: "s-1", stored: 2, lost: 0, gaps: 0, longestGapMs: 0 },
        { ...entry, streamId: "s-2", stored: 1, lost: 1, gaps: 1, longestGapMs: 300 },
      ],
    });
  });

  it("has failed as soon as one stream has, and says which and why", () => {
    const streams = [outcomeOf("s-1", ["a", "b"], [[0, 1_000]]), outcomeOf("s-2", [], [], "failed")];
    const { execution, coverage } = measureFleet(recordOf(streams));
    expect(execution).toMatchObject({ status: "FAILED", error: "stream s-2: gone" });
    expect(coverage).toMatchObject({ gaps: 0 });
  });

  it("is that of an aborted run after Ctrl-C, and has nothing to cover when nothing was connected", () => {
    const report = measureFleet({ ...recordOf([]), isInterrupted: true });
    expect(report).toMatchObject({ execution: { status: "ABORTED" }, coverage: null, fleet: { seats: 0 } });
  });
});
