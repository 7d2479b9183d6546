import { setTimeout as sleep } from "node:timers/promises";
import {
  type CarrierTurn,
  runCarrier,
  type Seat,
  type SeatAssignment,
} from "@unbounded-streams/stream-fleet";
import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { createMemoryLeaseStore } from "@unbounded-streams/stream-lease/memory";

const fleet = "default";
const store = createMemoryLeaseStore({ now: Date.now });
const log = { debug: () => undefined, info: () => undefined, warn: console.warn };
const system = {
  now: Date.now,
  random: Math.random,
  sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** Claims a stream, says that it is connected, and would read it, until it is told to look at the lease or to leave. */
function startSeat({ streamId, holder, claimId, carrier, expectedEpoch, remainingMs }: SeatAssignment): Seat {
  const over = Promise.withResolvers<{ outcome: string }>();
  const expiresAtMs = Date.now() + remainingMs + 60_000;
  const claim = { streamId, holder, claimId, carrier, expectedEpoch, handoverAtMs: expiresAtMs, expiresAtMs };
  const look = async () => {
    const lease = await store.read(streamId);
    if (lease?.status !== "running") over.resolve({ outcome: "stopped" });
    else if (lease.epoch > expectedEpoch + 1 && lease.connectedAtMs) over.resolve({ outcome: "superseded" });
  };
  const connect = async () => {
    const { ok } = await store.claim(claim);
    if (!ok) return over.resolve({ outcome: "superseded" });
    await store.confirm({ streamId, epoch: expectedEpoch + 1, claimId });
    console.log(`${streamId} is read by ${claimId}`);
  };
  const up = connect();
  const check = () => void look();
  return {
    up,
    over: over.promise,
    received: 0,
    check,
    watch: check,
    leave: () => over.resolve({ outcome: "expired" }),
  };
}

function carry(turn: CarrierTurn, lifetimeMs: number) {
  const deadlineMs = Date.now() + lifetimeMs;
  const handoverAtMs = Date.now() + lifetimeMs / 2;
  const budget = { handoverAtMs, stopAtMs: deadlineMs - 100, deadlineMs, expiresAtMs: deadlineMs + 60_000 };
  const bounds = { capacity: 50, maxCarriers: 5, roundMs: 100 };
  const load = () => ({ utilization: 0.1, memory: 0.3 });
  const startCarrier = async () => console.log("another carrier is needed");
  const options = { store, fleet, number: 1, turn, budget, startSeat, startCarrier, load, log, system };
  return runCarrier({ ...options, ...bounds });
}

for (const streamId of ["rain", "wind"]) {
  await store.begin({ streamId, executionArn: `execution of ${streamId}`, waitingFor: fleet });
}
await store.begin({ streamId: carrierId(fleet, 1), executionArn: "execution of the carrier" });

// An invocation takes what waits. In time another takes over from it, stream by stream.
const first = carry({ holder: "A", claimId: "request-1", expectedEpoch: 1 }, 6_000);
await sleep(1_500);
const second = carry({ holder: "B", claimId: "request-2", expectedEpoch: 2 }, 6_000);
const { outcome, handedOver } = await first;
console.log(`request-1: ${outcome}, ${handedOver} seats handed over`);

// When no stream is left, the carrier rests.
for (const streamId of ["rain", "wind"]) await store.stop({ streamId });
const { outcome: end, streamsOver } = await second;
console.log(`request-2: ${end}, ${streamsOver} streams over`);
