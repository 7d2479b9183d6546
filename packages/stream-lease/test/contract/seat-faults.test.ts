import { contractServers } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type LeaseResult, leaseFromItem, leaseToItem, type Ownership } from "../../src/index.ts";
import { carrierLease, heldLease, seatedLease, T0 } from "../support/leases.ts";
import { SURVIVABLE } from "../support/survivable.ts";
import { startWorld, type World } from "../support/world.ts";

const carrier = "#carrier/default/1";
const fleet = "default";
const afterExpiryMs = T0 + 60_001;

let world: World;

async function expectOnRecord({ lease }: LeaseResult): Promise<void> {
  const item = await world.readItem(lease?.streamId ?? "");
  expect(item && leaseFromItem(item)).toEqual(lease);
}

async function newSeatedStream(): Promise<{ streamId: string; owner: Ownership }> {
  const stream = await world.newHeldStream();
  await world.replaceItem(stream.streamId, leaseToItem({ ...seatedLease, streamId: stream.streamId }));
  return stream;
}

describe.each(contractServers())("on $name", ({ connect }) => {
  beforeAll(async () => {
    world = await startWorld(connect);
  });
  afterEach(() => world.reset());
  afterAll(() => world?.stop());

  describe.each(SURVIVABLE)("after %s", (fault) => {
    test("an offer and its withdrawal are made, and the wait counts from the offer", async () => {
      const { streamId, owner } = await newSeatedStream();
      world.proxy.faultNext(fault, fault);
      const offered = await world.newStore().offer({ ...owner, fleet });
      const wait = { waitingFor: "default/offered", waitingSinceMs: world.nowMs };
      expect(offered).toEqual({ ok: true, lease: { ...seatedLease, streamId, ...wait } });
      await expectOnRecord(offered);
      world.proxy.faultNext(fault, fault);
      const withdrawn = await world.newStore().withdraw(owner);
      expect(withdrawn).toEqual({ ok: true, lease: { ...seatedLease, streamId } });
      await expectOnRecord(withdrawn);
    });

    test("a release is made once", async () => {
      const { streamId } = await newSeatedStream();
      world.nowMs = afterExpiryMs;
      world.proxy.faultNext(fault, fault);
      const released = await world.newStore().release({ streamId, carrier, fleet });
      const wait = { waitingFor: fleet, waitingSinceMs: afterExpiryMs };
      expect(released).toEqual({ ok: true, lease: { ...heldLease, streamId, ...wait } });
      await expectOnRecord(released);
    });

    test("a carrier's report is made", async () => {
      const { streamId } = carrierLease;
      await world.replaceItem(streamId, leaseToItem(carrierLease));
      world.proxy.faultNext(fault, fault);
      const owner = { streamId, epoch: 2, claimId: "request-1" };
      const reported = await world.newStore().report({ ...owner, seats: 49, room: 1 });
      const savedAtMs = afterExpiryMs;
      expect(reported).toEqual({ ok: true, lease: { ...carrierLease, seats: 49, room: 1, savedAtMs } });
      await expectOnRecord(reported);
    });
  });

  describe("a request that arrives long after its caller gave up", () => {
    const givesUpAtOnce = { retry: { maxAttempts: 1 } };

    test("of a holder that was released does not take the stream's wait back", async () => {
      const { streamId, owner } = await newSeatedStream();
      world.proxy.faultNext("delay");
      await expect(world.newStore(givesUpAtOnce).withdraw(owner)).rejects.toThrow();
      world.nowMs = afterExpiryMs;
      const released = await world.newStore().release({ streamId, carrier, fleet });
      await world.proxy.deliverDelayed();
      expect(released).toMatchObject({ ok: true, lease: { waitingFor: fleet } });
      await expectOnRecord(released);
    });

    test("releases no stream that its carrier has claimed again since", async () => {
      const { streamId } = await newSeatedStream();
      world.nowMs = afterExpiryMs;
      world.proxy.faultNext("delay");
      const release = world.newStore(givesUpAtOnce).release({ streamId, carrier, fleet });
      await expect(release).rejects.toThrow();
      const times = { handoverAtMs: T0 + 80_000, expiresAtMs: T0 + 90_000 };
      const claim = { streamId, holder: "B", claimId: "request-2", expectedEpoch: 2, carrier, ...times };
      const claimed = await world.newStore().claim(claim);
      await world.proxy.deliverDelayed();
      expect(claimed).toMatchObject({ ok: true, lease: { carrier } });
      await expectOnRecord(claimed);
    });
  });
});
