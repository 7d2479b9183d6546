import type { ConnectionRecord as LedgerRecord } from "@unbounded-streams/stream-ledger";
import { expect, test } from "vitest";
import { checkLedger } from "../src/checkers/check-ledger.ts";
import type { History } from "../src/history.ts";
import { emptyHistory, T0 } from "./support/quiet-world.ts";

/** A connection as the source knows it. */
function connect(history: History, fromMs: number, untilMs: number): void {
  history.connections.push({
    ...{ invocation: "inv-1", requestNumber: 1, requestedOrder: fromMs, requestedAtMs: T0 + fromMs },
    ...{ attachedAtMs: T0 + fromMs, deadAtMs: T0 + untilMs, overOrder: untilMs, delivered: [] },
  });
}

/** The same as the ledger has it. */
function record(history: History, epoch: number, fromMs: number, untilMs: number): LedgerRecord {
  const said: LedgerRecord = {
    ...{ streamId: "stream-1", claimedAtMs: T0 + fromMs, epoch, claimId: `inv-${epoch}`, holder: "A" },
    ...{ host: "simulation", connectedAtMs: T0 + fromMs, endedAtMs: T0 + untilMs, outcome: "superseded" },
    ...{ counts: { received: 0, stored: 0, duplicates: 0, deadLettered: 0 }, bytes: 0, reopenings: [] },
  };
  history.ledger.push(said);
  return said;
}

/** Two connections, and a second between them without one. */
function twoConnections(): History {
  const history = emptyHistory();
  connect(history, 0, 5_000);
  connect(history, 6_000, 10_000);
  history.endMs = T0 + 10_000;
  history.streamOver = { atMs: T0 + 10_000, how: "ended" };
  return history;
}

test("a ledger that tells what was breaks no rule", () => {
  const history = twoConnections();
  record(history, 2, 0, 5_000);
  record(history, 3, 6_000, 10_000);
  expect(checkLedger(history)).toEqual([]);
});

test("a time without a connection that the ledger calls covered is found, but for a silence that nobody noticed", () => {
  const history = twoConnections();
  record(history, 2, 0, 6_000);
  record(history, 3, 6_000, 10_000);
  expect(checkLedger(history)).toMatchObject([{ kind: "rule", what: expect.stringContaining("1000 ms") }]);
  history.faults.push({ kind: "stall", fromMs: T0 + 5_000, untilMs: T0 + 6_000 });
  expect(checkLedger(history)).toEqual([]);
});

test("a gap that the ledger calls proven, and in which there was a connection, is found", () => {
  const history = twoConnections();
  record(history, 2, 0, 2_000);
  history.ledger.push({ ...record(history, 3, 6_000, 10_000), outcome: "ended" });
  expect(checkLedger(history)).toMatchObject([{ kind: "rule", what: expect.stringContaining("proven") }]);
});

test("an event that was missed in a gap of which the ledger excludes that is found", () => {
  const history = twoConnections();
  record(history, 2, 0, 5_000);
  const met = { ...record(history, 3, 6_000, 10_000), handover: { proof: "event" as const } };
  history.ledger.push({ ...met, outcome: "ended" });
  history.ledger.splice(1, 1);
  history.made.push({ atMs: T0 + 5_500, data: "{}" });
  expect(checkLedger(history)).toMatchObject([{ kind: "rule", what: expect.stringContaining("event 0") }]);
  history.arrivals.set(0, T0 + 6_001);
  expect(checkLedger(history)).toEqual([]);
});

test("a gap that the ledger calls proven when the record of the connection in it is lost is found", () => {
  const history = twoConnections();
  connect(history, 5_200, 5_800);
  record(history, 2, 0, 5_000);
  record(history, 3, 5_200, 5_800);
  record(history, 3, 6_000, 10_000);
  expect(checkLedger(history)).toMatchObject([{ kind: "rule", what: expect.stringContaining("proven") }]);
});

test("a time without a connection that the ledger calls idle although the stream went on is found", () => {
  const history = twoConnections();
  history.ledger.push(
    { ...record(history, 2, 0, 5_000), outcome: "ended" },
    record(history, 4, 6_000, 10_000),
  );
  history.ledger.splice(0, 2);
  expect(checkLedger(history)).toMatchObject([
    { kind: "rule", what: expect.stringContaining("1000 ms idle") },
  ]);
});
