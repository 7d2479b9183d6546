import { expect, it } from "vitest";
import { SeatMetrics } from "../../src/carrier/seat-metrics.ts";

it("what seats count is summed up, of what they measure the largest counts, and each is told once", () => {
  const metrics = new SeatMetrics();
  metrics.add({ eventsReceived: 3, eventsStored: 2, connectionAgeSeconds: 60 });
  metrics.add({ eventsReceived: 4, failedTurns: 1, connectionAgeSeconds: 20 });
  metrics.add({ gapSeconds: 1.5 });
  metrics.add({ gapSeconds: 0.5 });
  expect(metrics.take()).toEqual({
    eventsReceived: 7,
    eventsStored: 2,
    failedTurns: 1,
    connectionAgeSeconds: 60,
    gapSeconds: 1.5,
  });
  metrics.add({ eventsReceived: 1 });
  expect(metrics.take()).toEqual({ eventsReceived: 1 });
  expect(metrics.take()).toEqual({});
});
