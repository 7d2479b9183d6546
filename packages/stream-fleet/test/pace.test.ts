import { expect, test } from "vitest";
import { carrierPace } from "../src/pace.ts";

const NOW = Date.UTC(2030, 0, 1);

function budget(lifetimeMs: number, leadMs: number) {
  const deadlineMs = NOW + lifetimeMs;
  return {
    handoverAtMs: deadlineMs - leadMs,
    stopAtMs: deadlineMs - 2_000,
    deadlineMs,
    expiresAtMs: deadlineMs + 60_000,
  };
}

test("a carrier whose invocations live for a quarter of an hour takes its time", () => {
  expect(carrierPace(budget(900_000, 135_000), NOW)).toEqual({
    emptyBeforeRestMs: 30_000,
    smallBeforeDrainMs: 300_000,
    soundAfterMs: 30_000,
    offerBeforeStopMs: 15_000,
  });
});

test.each([
  [30_000, 14_000],
  [12_000, 5_000],
])("one that lives for %i ms comes to rest, and is sound, before its handover", (lifetimeMs, leadMs) => {
  const { emptyBeforeRestMs, smallBeforeDrainMs, soundAfterMs, offerBeforeStopMs } = carrierPace(
    budget(lifetimeMs, leadMs),
    NOW,
  );
  const tenureMs = lifetimeMs - leadMs;
  expect(Math.max(emptyBeforeRestMs, soundAfterMs)).toBeLessThanOrEqual(tenureMs / 4);
  expect(smallBeforeDrainMs).toBeLessThanOrEqual(tenureMs / 2);
  expect(offerBeforeStopMs).toBeLessThanOrEqual((leadMs - 2_000) / 2);
});

test("an invocation that begins after its handover does not count below nothing", () => {
  const { emptyBeforeRestMs } = carrierPace(budget(10_000, 12_000), NOW);
  expect(emptyBeforeRestMs).toBe(0);
});
