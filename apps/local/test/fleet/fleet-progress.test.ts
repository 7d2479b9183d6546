import { describe, expect, it } from "vitest";
import { fleetLine, fleetProgress } from "../../src/fleet/fleet-progress.ts";
import type { FleetStream } from "../../src/fleet/streams.ts";
import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";
import { connection } from "./connection.ts";

function stream(streamId: string, status: FleetStream["status"] = "running"): FleetStream {
  return { streamId, before: new Set(), asked: [0], status };
}

function carrier(number: number, changes: Partial<Invocation> = {}): Invocation {
  const streamId = `#carrier/default/${number}`;
  const identity = { id: 1, branch: `${number}A`, streamId, requestId: "r", startedAtMs: 0 };
  return { ...newInvocation(identity), ...changes };
}

describe("the progress line of a fleet", () => {
  it("tells carriers, seats, events, and what waits or is over", () => {
    const state = {
      streams: [stream("a"), stream("b"), stream("c"), stream("d", "ended")],
      invocations: [carrier(1), carrier(1), carrier(2, { endedAtMs: 900, outcome: "superseded" })],
      connections: [
        connection("a", 100, undefined, undefined, { stored: 5 }),
        connection("b", 100, 520, "superseded", { stored: 4 }),
        connection("b", 500, undefined, undefined, { stored: 3, duplicates: 2 }),
        connection("d", 100, 300, "ended", { stored: 6 }),
      ],
    };
    expect(fleetLine(state, 1_000, 1_000)).toBe(
      "00:00:01.000  carriers: 1  seats: 2  stored: 18  duplicates: 2  waiting: 1  over: 1  no gap",
    );
    expect(fleetProgress(() => state)(1_000, 1_000).connected).toBe("1");
  });

  it("sums up gaps, and says why a stream fails", () => {
    const state = {
      streams: [stream("a"), stream("b")],
      invocations: [carrier(1)],
      connections: [
        connection("a", 0, 200, "crashed"),
        connection("a", 1_200, undefined, undefined, { stored: 1 }),
        connection("b", 0, 500, "crashed", { reason: "sent\ntext/html" }),
      ],
    };
    expect(fleetLine(state, 2_000, 2_000)).toBe(
      "00:00:02.000  carriers: 1  seats: 1  stored: 1  duplicates: 0  waiting: 1  failing: 1  2 gaps (2.5 s)  last: sent text/html",
    );
  });

  it("says why no carrier comes up", () => {
    const failed = carrier(1, {
      endedAtMs: 9,
      outcome: "ConfigurationError",
      reason: "FLEET is wrong",
      epoch: 1,
    });
    expect(fleetLine({ streams: [stream("a")], invocations: [failed], connections: [] }, 100, 100)).toBe(
      "00:00:00.100  carriers: 0  seats: 0  stored: 0  duplicates: 0  waiting: 1  last: FLEET is wrong",
    );
  });
});
