import { describe, expect, it } from "vitest";
import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";
import { Seats } from "../../src/lambda/seats.ts";

const CARRIER = "#carrier/default/2";

function carrierWithSeats() {
  const identity = { id: 7, branch: "2A", streamId: CARRIER, requestId: "r", startedAtMs: 0 };
  const carrier = newInvocation(identity);
  const connections: Invocation[] = [];
  return { carrier, connections, seats: new Seats(carrier, connections) };
}

describe("the seats of a carrier's invocation", () => {
  it("are told from the lines that name a stream, each from its claim to its end", () => {
    const { carrier, connections, seats } = carrierWithSeats();
    seats.apply({ message: "carrier claimed", epoch: 3 });
    seats.apply({ message: "carrier started", epoch: 0 });
    seats.apply({ message: "claimed", streamId: "a", epoch: 11 });
    seats.apply({ message: "claimed", streamId: "b", epoch: 21 });
    seats.apply({ message: "connected", streamId: "a", connectedAtMs: 500 });
    seats.apply({ message: "progress", streamId: "a", received: 4, stored: 3, duplicates: 1 });
    seats.apply({ message: "connection over", streamId: "a", outcome: "ended", endedAtMs: 900, stored: 5 });
    expect(carrier).toMatchObject({ epoch: 3, stored: 0 });
    expect(connections).toHaveLength(2);
    expect(connections[0]).toMatchObject({
      ...{ streamId: "a", carrier: CARRIER, branch: "2A", epoch: 11, connectedAtMs: 500 },
      ...{ stored: 5, outcome: "ended", endedAtMs: 900 },
    });
    expect(connections[1]).toMatchObject({ streamId: "b", epoch: 21, endedAtMs: undefined });
  });

  it("are as many as there were claims, also of the same stream, and none for a claim that was lost", () => {
    const { connections, seats } = carrierWithSeats();
    seats.apply({ message: "claim lost", streamId: "a" });
    seats.apply({ message: "claimed", streamId: "a", epoch: 2 });
    seats.apply({ message: "connection over", streamId: "a", outcome: "superseded" });
    seats.apply({ message: "progress", streamId: "a", stored: 9 });
    seats.apply({ message: "claimed", streamId: "a", epoch: 4 });
    expect(connections.map(({ epoch, outcome, stored }) => [epoch, outcome, stored])).toEqual([
      [2, "superseded", 0],
      [4, undefined, 0],
    ]);
  });

  it("have the name of the error with which they failed, and its message", () => {
    const { carrier, connections, seats } = carrierWithSeats();
    seats.apply({ message: "claimed", streamId: "a", epoch: 2 });
    seats.apply({ message: "seat over", streamId: "a", error: "FlushError: the table is gone" });
    expect(connections[0]).toMatchObject({ outcome: "FlushError", reason: "the table is gone" });
    seats.apply({ message: "streams not looked for", error: "LeaseRequestError: throttled" });
    expect(carrier.reason).toBe("LeaseRequestError: throttled");
  });

  it("are over with the invocation that was killed, and as it was", () => {
    const { carrier, connections, seats } = carrierWithSeats();
    seats.apply({ message: "claimed", streamId: "a", epoch: 2 });
    seats.apply({ message: "connection over", streamId: "a", outcome: "superseded" });
    seats.apply({ message: "claimed", streamId: "b", epoch: 2 });
    seats.apply({ message: "reconnecting", streamId: "b", reason: "refused with status 503" });
    Object.assign(carrier, { outcome: "crashed", reason: "Runtime exited with error: SIGKILL" });
    seats.end();
    expect(connections.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["superseded", undefined],
      ["crashed", "refused with status 503"],
    ]);
    expect(connections[1]?.endedAtMs).toBeGreaterThan(0);
  });
});
