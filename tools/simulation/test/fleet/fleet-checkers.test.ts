import { expect, test } from "vitest";
import { checkCapacity } from "../../src/fleet/checkers/check-capacity.ts";
import { checkFleet } from "../../src/fleet/checkers/check-fleet.ts";
import { checkFleetProgress } from "../../src/fleet/checkers/check-fleet-progress.ts";
import { checkLeftRunning } from "../../src/fleet/checkers/check-left-running.ts";
import { checkReaders } from "../../src/fleet/checkers/check-readers.ts";
import { checkRests } from "../../src/fleet/checkers/check-rests.ts";
import { checkStarvation } from "../../src/fleet/checkers/check-starvation.ts";
import { checkWaits, waitsOf } from "../../src/fleet/checkers/check-waits.ts";
import { CARRIER, lastOf, OTHER_CARRIER, quietFleet, seat, write } from "../support/quiet-fleet.ts";
import { T0 } from "../support/quiet-world.ts";

const said = (violations: readonly { what: string }[]) => violations.map(({ what }) => what);

test("a fleet in which all is well breaks no rule", () => {
  const { history } = quietFleet();
  expect(checkFleet(history)).toEqual([]);
  expect(waitsOf(history, "stream-1")).toEqual([{ fromMs: T0, untilMs: T0 + 4_000 }]);
});

test("what is wrong with one stream, or with the record of a carrier, is said with its name", () => {
  const { history, stream, carrier } = quietFleet();
  write(stream, 50_000, "inv-0", { ...lastOf(stream), status: "running", checkpoint: "9" });
  write(carrier, 0, "somebody", { ...lastOf(carrier), streamId: CARRIER, epoch: 7 });
  expect(said(checkFleet(history))).toContain(`${CARRIER}: somebody began the stream with epoch 7`);
  expect(said(checkFleet(history)).join()).toContain("stream-1: inv-0 wrote although inv-1 holds the stream");
});

test("the ledger of a stream is held against what was, but for what its connections could not know", () => {
  const { history, stream } = quietFleet();
  const [connection] = stream.connections;
  Object.assign(connection ?? {}, { deadAtMs: T0 + 50_000 });
  stream.ledger.push({
    ...{ streamId: "stream-1", claimedAtMs: T0 + 4_000, epoch: 2, claimId: "inv-1", holder: "1A" },
    ...{ host: "simulation", connectedAtMs: T0 + 4_000, endedAtMs: T0 + 60_000, outcome: "stopped" },
    ...{ counts: { received: 0, stored: 0, duplicates: 0, deadLettered: 0 }, bytes: 0, reopenings: [] },
  });
  const ofLedger = () => said(checkFleet(history)).filter((what) => what.includes("the ledger"));
  expect(ofLedger()).toEqual(["stream-1: the ledger calls 10000 ms covered, and there was no connection"]);
  stream.writeFaults.push({ kind: "slow-writes", fromMs: T0 + 50_000, untilMs: T0 + 60_000 });
  expect(ofLedger()).toEqual([]);
});

test("a stream without a seat for long is a wait, unless a fault of a carrier or of the table explains it", () => {
  const fleet = quietFleet();
  const { history, seats, carrier } = fleet;
  Object.assign(seats[0] ?? {}, { untilMs: T0 + 20_000 });
  seat(fleet, "inv-2", 50_000, 60_100);
  expect(said(checkWaits(history))).toEqual(["stream-1: no seat for 30000 ms and no fault"]);
  carrier.faults.push({ kind: "kill", fromMs: T0 + 20_000, untilMs: T0 + 26_000 });
  expect(checkWaits(history)).toEqual([]);
});

test("a lost request of a carrier explains a wait for no longer than it takes to make it again", () => {
  const fleet = quietFleet();
  const { history, seats, carrier } = fleet;
  Object.assign(seats[0] ?? {}, { untilMs: T0 + 20_000 });
  seat(fleet, "inv-2", 50_000, 60_100);
  carrier.faults.push({ kind: "table lostReply", fromMs: T0 + 20_000, untilMs: T0 + 21_500 });
  expect(checkWaits(history)).toHaveLength(1);
});

test("streams that are more than all carriers have seats may wait", () => {
  const { history, seats } = quietFleet((plan) => ({
    ...plan,
    carriers: { ...plan.carriers, capacity: 1, maxCarriers: 1 },
  }));
  const crowded = new Map([...history.streams, ["stream-2", quietFleet().stream]]);
  Object.assign(seats[0] ?? {}, { streamId: "stream-2" });
  expect(checkWaits({ ...history, streams: crowded })).toEqual([]);
});

test("two carriers read one stream only in a handover", () => {
  const fleet = quietFleet();
  const { history, stream } = fleet;
  Object.assign(stream.leaseChanges.at(-1)?.after ?? {}, { status: "running" });
  seat(fleet, "inv-2", 56_000, 60_000, OTHER_CARRIER);
  expect(checkReaders(history)).toEqual([]);
  seat(fleet, "inv-3", 30_000, 60_000, OTHER_CARRIER);
  expect(said(checkReaders(history))).toEqual(["stream-1: inv-1 read on for 30000 ms beside inv-3"]);
  stream.faults.push({ kind: "freeze", fromMs: T0 + 30_000, untilMs: T0 + 55_000 });
  expect(checkReaders(history)).toEqual([]);
});

test("an invocation with more seats than a carrier may have exceeds its capacity", () => {
  const { history, seats } = quietFleet();
  const place = { invocation: "inv-9", carrier: CARRIER, id: "inv-9" };
  for (const streamId of ["a", "b", "c"]) {
    seats.push({ ...place, streamId, fromMs: T0, untilMs: T0 + 5_000 });
  }
  seats.push({ ...place, streamId: "d", fromMs: T0 + 5_000, untilMs: T0 + 6_000 });
  expect(checkCapacity(history)).toEqual([]);
  seats.push({ ...place, streamId: "e", fromMs: T0 + 4_999, untilMs: T0 + 5_001 });
  expect(said(checkCapacity(history))).toEqual(["inv-9 had 4 seats, of 3 that a carrier may have"]);
});

test("what goes on without a stream is left running", () => {
  const { history, stream, seats, carrier } = quietFleet();
  Object.assign(stream.connections[0] ?? {}, { deadAtMs: T0 + 69_000 });
  expect(said(checkLeftRunning(history))).toEqual([
    "stream-1: inv-1 reads on for 9000 ms after the end of the stream",
  ]);
  Object.assign(seats[0] ?? {}, { untilMs: T0 + 75_000 });
  expect(said(checkLeftRunning(history))).toContain(
    "stream-1: inv-1 has its seat for 15000 ms after the end of the stream",
  );
  const execution = { name: "default-1-0", machine: "carrier", isSuccessor: false, isRestart: true };
  history.ground.executions.push({ ...execution, startedAtMs: T0, endedAtMs: T0 + 190_000 });
  expect(said(checkLeftRunning(history))).toContain(
    "execution default-1-0 went on for 130 s without a stream",
  );
  carrier.faults.push({ kind: "freeze", fromMs: T0 + 60_000, untilMs: T0 + 90_000 });
  expect(checkLeftRunning(history)).toEqual([]);
});

test("an event that is stored late has starved, unless a write of its own stream went wrong", () => {
  const { history, stream } = quietFleet();
  stream.arrivals.set(0, T0 + 10_000);
  stream.stored.set("key", { order: 1, atMs: T0 + 11_900, data: '{"n":0}' });
  expect(checkStarvation(history)).toEqual([]);
  stream.stored.set("key", { order: 1, atMs: T0 + 15_000, data: '{"n":0}' });
  expect(said(checkStarvation(history))).toEqual([
    "stream-1: event 0 was on its way to the table for 5000 ms",
  ]);
  stream.writeFaults.push({ kind: "throttle", fromMs: T0 + 10_000, untilMs: T0 + 18_000 });
  expect(checkStarvation(history)).toEqual([]);
});

test("a carrier rests only when the table shows no stream that needs it", () => {
  const { history, carrier } = quietFleet();
  const record = { ...lastOf(carrier), streamId: CARRIER };
  write(carrier, 100, "default-1-0", record);
  write(carrier, 30_000, "inv-1", { ...record, status: "ended" });
  expect(said(checkRests(history))).toEqual([`${CARRIER} rested without having looked at the table`]);
  history.ground.scans.push({ order: 2_000 * 10, by: "inv-1" });
  expect(said(checkRests(history))).toEqual([`${CARRIER} rested although it had seen stream-1`]);
});

test("a stream that does not end as it should, and an execution that fails, are stuck", () => {
  const { history, stream } = quietFleet();
  expect(checkFleetProgress(history)).toEqual([]);
  Object.assign(stream, { streamOver: { atMs: T0 + 60_000, how: "ended" } });
  const execution = { name: "start-1", machine: "admission", isSuccessor: false, isRestart: false };
  history.ground.executions.push({ ...execution, startedAtMs: T0, status: "failed", result: "why" });
  stream.unhandled.push("Error: nobody looked");
  expect(said(checkFleetProgress(history))).toEqual([
    "not handled: Error: nobody looked",
    "stream-1 is ended, its lease says stopped",
    "execution start-1 failed: why",
  ]);
  history.ground.clockEnd = "late";
  expect(said(checkFleetProgress(history))).toContain("start-1 still run; nothing more happens in time");
});
