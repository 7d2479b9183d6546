import { expect, test } from "vitest";
import { recordedEvent, versionOf } from "../src/data/recorded-events.ts";

test("recorded events are JSON that differs by its version, which is found again", () => {
  const [event, later] = [recordedEvent(7), recordedEvent(107)];
  expect(versionOf(event)).toBe(7);
  expect(versionOf(later)).toBe(107);
  expect({ ...JSON.parse(later.toString()), version: 7 }).toEqual(JSON.parse(event.toString()));
  expect(versionOf(recordedEvent(7, 1_700_000_000_000).subarray())).toBe(1_700_000_000_000);
});
