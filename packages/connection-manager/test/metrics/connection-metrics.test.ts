import { createMemoryLeaseStore } from "@unbounded-streams/stream-lease";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ConnectionCounters, ConnectionMetrics } from "../../src/metrics/connection-metrics.ts";
import { unconnectedSinceMs } from "../../src/metrics/unconnected-since.ts";

const NOTHING: ConnectionCounters = {
  received: 0,
  stored: 0,
  duplicates: 0,
  throttled: 0,
  deadLettered: 0,
  framesSkipped: 0,
  cursorless: 0,
  reconnects: 0,
};

describe("the metrics of a connection", () => {
  it("are what was counted since the last ones: zeros of events while it is silent, nothing of trouble while there is none", () => {
    const metrics = new ConnectionMetrics(undefined);
    metrics.opened(1_000);
    const counted = {
      received: 7,
      stored: 4,
      duplicates: 2,
      throttled: 3,
      deadLettered: 1,
      framesSkipped: 5,
      cursorless: 6,
      reconnects: 0,
    };
    expect(metrics.take(61_000, counted)).toEqual({
      eventsReceived: 7,
      eventsStored: 4,
      duplicateEvents: 2,
      sinkThrottles: 3,
      deadLetters: 1,
      framesSkipped: 5,
      cursorlessFrames: 6,
      connectionAgeSeconds: 60,
    });
    expect(metrics.take(121_000, counted)).toEqual({
      eventsReceived: 0,
      eventsStored: 0,
      duplicateEvents: 0,
      connectionAgeSeconds: 120,
    });
  });

  it("add up to what was counted, wherever they are taken", () => {
    const growth = fc.array(fc.record({ received: fc.nat(99), stored: fc.nat(99), throttled: fc.nat(99) }));
    fc.assert(
      fc.property(growth, (steps) => {
        const metrics = new ConnectionMetrics(undefined);
        let counted = NOTHING;
        let sum = 0;
        for (const [index, step] of steps.entries()) {
          counted = {
            ...counted,
            received: counted.received + step.received,
            stored: counted.stored + step.stored,
            throttled: counted.throttled + step.throttled,
          };
          const values = metrics.take(index, counted);
          sum += (values.eventsReceived ?? 0) + (values.eventsStored ?? 0) + (values.sinkThrottles ?? 0);
        }
        expect(sum).toBe(counted.received + counted.stored + counted.throttled);
      }),
    );
  });

  it("have the age of a connection when it closes, and none while it is down", () => {
    const metrics = new ConnectionMetrics(undefined);
    metrics.opened(0);
    expect(metrics.closed(2_500, true)).toEqual({ connectionAgeSeconds: 2.5 });
    expect(metrics.take(3_000, NOTHING)).not.toHaveProperty("connectionAgeSeconds");
    expect(metrics.closed(3_000, true)).toEqual({});
  });

  it("have a gap once, when the next connection is up", () => {
    const metrics = new ConnectionMetrics(undefined);
    expect(metrics.opened(0)).toEqual({});
    metrics.closed(1_000, true);
    expect(metrics.closed(1_200, true)).toEqual({});
    expect(metrics.opened(4_500)).toEqual({ gapSeconds: 3.5 });
    expect(metrics.finish(9_000, NOTHING)).not.toHaveProperty("gapSeconds");
  });

  it("have a gap that is not over at the end, unless another connection makes it none", () => {
    const left = new ConnectionMetrics(undefined);
    const relieved = new ConnectionMetrics(undefined);
    for (const metrics of [left, relieved]) {
      metrics.opened(0);
      metrics.closed(1_000, true);
    }
    relieved.relieved();
    expect(left.finish(3_000, NOTHING)).toMatchObject({ gapSeconds: 2 });
    expect(relieved.finish(3_000, NOTHING)).not.toHaveProperty("gapSeconds");
  });

  it("have no gap after a connection that was given up", () => {
    const metrics = new ConnectionMetrics(undefined);
    metrics.opened(0);
    metrics.closed(1_000, false);
    expect(metrics.finish(3_000, NOTHING)).not.toHaveProperty("gapSeconds");
  });

  it("have the gap before the first connection, from the moment that is known", () => {
    expect(new ConnectionMetrics(1_000).opened(3_000)).toEqual({ gapSeconds: 2 });
    expect(new ConnectionMetrics(3_000).opened(1_000)).toEqual({});
  });
});

describe("since when nobody is connected, from the lease before a claim", () => {
  const streamId = "s1";
  const HANDOVER_LEAD_MS = 30_000;
  const GRACE_MS = 60_000;

  /** The lease of a branch that claimed at 1,000,000 with its deadline at 1,900,000, connected at 1,001,000 if at all. */
  async function held({ confirmed }: { confirmed: boolean }) {
    let nowMs = 1_000_000;
    const store = createMemoryLeaseStore({ now: () => nowMs });
    await store.begin({ streamId, executionArn: "execution-1" });
    const claim = { streamId, holder: "A", claimId: "A-1", expectedEpoch: 1 };
    await store.claim({ ...claim, handoverAtMs: 1_870_000, expiresAtMs: 1_900_000 + GRACE_MS });
    nowMs += 1_000;
    if (confirmed) await store.confirm({ streamId, epoch: 2, claimId: "A-1" });
    return store.read(streamId);
  }

  const since = async (confirmed: boolean, holder: string, claimedAtMs: number) =>
    unconnectedSinceMs(await held({ confirmed }), { holder, claimedAtMs, handoverLeadMs: HANDOVER_LEAD_MS });

  it("is the claim's own moment for a branch whose last invocation died", async () => {
    expect(await since(true, "A", 1_500_000)).toBe(1_500_000);
  });

  it("is that invocation's deadline when the claim comes later", async () => {
    expect(await since(true, "A", 2_000_000)).toBe(1_900_000);
  });

  it("is the other branch's deadline at a handover", async () => {
    expect(await since(true, "B", 1_870_500)).toBe(1_900_000);
  });

  it("is a lead after the claim of a holder that was never connected", async () => {
    expect(await since(false, "B", 1_870_500)).toBe(1_030_000);
  });

  it("is not known when nobody has held the stream", async () => {
    const store = createMemoryLeaseStore({ now: () => 0 });
    await store.begin({ streamId, executionArn: "execution-1" });
    const claim = { holder: "A", claimedAtMs: 5, handoverLeadMs: 1 };
    expect(unconnectedSinceMs(await store.read(streamId), claim)).toBeUndefined();
    expect(unconnectedSinceMs(undefined, claim)).toBeUndefined();
  });
});
