import { expect, it } from "vitest";
import { Fleet, streamIds } from "../support/fleet.ts";

it("an invocation that does not know that it is succeeded takes nothing back", async () => {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(30));
  const old = await fleet.invoke(1, { holder: "A" });
  await fleet.clock.advance(101_000);
  await fleet.invoke(1, { holder: "B" });
  await fleet.clock.advance(30_000);
  expect(old.report).toMatchObject({ outcome: "superseded", seatsTaken: 30, handedOver: 30 });
  expect(fleet.readings.claims).toHaveLength(60);
  expect(fleet.connected).toHaveLength(30);
});

it("no stream that waits is taken by an invocation that is succeeded", async () => {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(3));
  const ids = ["late-1", "late-2"];
  await fleet.invoke(1, { holder: "A" });
  await fleet.clock.advance(100_300);
  await fleet.admit(...ids);
  await fleet.invoke(1, { holder: "B" });
  await fleet.clock.advance(10_000);
  const claims = fleet.readings.claims.filter(({ streamId }) => ids.includes(streamId));
  expect(claims.map(({ claimId }) => claimId)).toEqual(["request-2", "request-2"]);
});

it("when somebody takes a stream over, it looks at once whether that is its successor", async () => {
  const fleet = new Fleet();
  await fleet.admit("a");
  const over = Promise.withResolvers<{ outcome: string }>();
  const idle = () => undefined;
  const seat = {
    up: Promise.resolve(),
    over: over.promise,
    received: 0,
    check: idle,
    watch: idle,
    leave: idle,
  };
  const invocation = await fleet.invoke(1, { startSeat: () => seat });
  await fleet.clock.advance(41_000);
  await fleet.store.claim({
    ...{ streamId: "#carrier/default/1", holder: "B", claimId: "other", expectedEpoch: 2 },
    ...{ handoverAtMs: fleet.clock.nowMs, expiresAtMs: fleet.clock.nowMs },
  });
  over.resolve({ outcome: "superseded" });
  await fleet.clock.advance(1);
  expect(invocation.report?.outcome).toBe("superseded");
});

it("a claim of the carrier that comes second is over at once", async () => {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(3));
  await fleet.invoke(1);
  await fleet.clock.advance(5_000);
  const second = await fleet.invoke(1, { turn: { holder: "B", claimId: "late", expectedEpoch: 1 } });
  await fleet.clock.advance(10);
  expect(second.report).toEqual({
    outcome: "superseded",
    carrier: "#carrier/default/1",
    seatsTaken: 0,
    seatsLeft: 0,
    handedOver: 0,
    streamsOver: 0,
    seatsFailed: 0,
    carriersStarted: 0,
    mostSeats: 0,
  });
});

it("indexes that are 3 s late cost nothing but time: no stream is claimed twice, or after its end", async () => {
  const fleet = new Fleet();
  fleet.table.indexLagMs = 2_900;
  await fleet.admit(...streamIds(30));
  await fleet.invoke(1, { holder: "A" });
  await fleet.clock.advance(200_000);
  expect(fleet.readings.claims).toHaveLength(30);
  await fleet.store.stop({ streamId: "stream-001" });
  await fleet.invoke(1, { holder: "B" });
  await fleet.clock.advance(30_000);
  expect(fleet.readings.claims).toHaveLength(59);
  expect(fleet.connected).toHaveLength(29);
});

it("an invocation whose time is up leaves its seats, and goes", async () => {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(3));
  const invocation = await fleet.invoke(1);
  await fleet.clock.advance(897_900);
  expect(fleet.connected).toHaveLength(3);
  await fleet.clock.advance(200);
  expect(fleet.connected).toEqual([]);
  expect(invocation.report).toMatchObject({ outcome: "expired", seatsLeft: 3, epoch: 2 });
});

it("an invocation that is asked to go leaves its seats at once", async () => {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(3));
  const invocation = await fleet.invoke(1);
  await fleet.clock.advance(10_000);
  invocation.abort.abort();
  await fleet.clock.advance(1);
  expect(invocation.report).toMatchObject({ outcome: "expired", seatsLeft: 3 });
});

it("a seat that does not go keeps its carrier until the deadline, no longer", async () => {
  const fleet = new Fleet();
  await fleet.admit("a");
  fleet.behaviours.set("a", { hangs: true });
  const invocation = await fleet.invoke(1);
  await fleet.clock.advance(899_900);
  expect(invocation.report).toBeUndefined();
  await fleet.clock.advance(200);
  expect(invocation.report?.outcome).toBe("expired");
});

it("a successor with a lower capacity takes what it may; the rest finds another carrier without a gap", async () => {
  const fleet = new Fleet();
  const ids = streamIds(20);
  await fleet.admit(...ids);
  const old = await fleet.invoke(1, { holder: "A" });
  await fleet.clock.advance(862_000);
  fleet.onStart = async (number) => void fleet.invoke(number, { capacity: 12 });
  await fleet.invoke(1, { holder: "B", capacity: 12 });
  for (let step = 0; step < 380; step += 1) {
    await fleet.clock.advance(100);
    expect(fleet.connected).toHaveLength(20);
  }
  expect(old.report).toMatchObject({ outcome: "superseded", handedOver: 20, seatsLeft: 0 });
  const carriers = await Promise.all(ids.map((id) => fleet.carrierOf(id)));
  expect(carriers.filter((carrier) => carrier === "#carrier/default/2")).toHaveLength(8);
});

it("the record says that the carrier is up once all that was found is asked for, that it is sound, and its numbers", async () => {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(7));
  await fleet.invoke(1);
  await fleet.clock.advance(40_000);
  const record = await fleet.store.read("#carrier/default/1");
  expect(record).toMatchObject({ seats: 7, room: 43, failures: 0 });
  expect(record?.connectedAtMs).toBeDefined();
  const reports = fleet.table.counts.report ?? 0;
  expect(reports).toBeLessThanOrEqual(3);
  await fleet.clock.advance(400_000);
  expect(fleet.table.counts.report).toBe(reports);
});
