import { expect, it } from "vitest";
import { Fleet, streamIds } from "../support/fleet.ts";

const HOUR = 3_600_000;
const HOURS_A_MONTH = 730;
const DOLLARS_PER_READ_UNIT = 0.125 / 1_000_000;

/** What a carrier's own reads cost a month, by counting an hour of it, with a handover each 15 minutes. */
async function dollarsAMonth(streams: number): Promise<number> {
  const fleet = new Fleet();
  await fleet.admit(...streamIds(streams));
  let next = 1;
  for (let passed = 0; passed < HOUR; passed += 860_000) {
    next += 1;
    await fleet.invoke(1, { holder: next % 2 === 0 ? "A" : "B" });
    await fleet.clock.advance(860_000);
  }
  const { read = 0, carried = 0, waiting = 0 } = fleet.table.counts;
  // A consistent read is one unit; a query of the index is half a unit for each 4 KB.
  const units = read + (carried + waiting) / 2;
  return units * (HOUR / (5 * 860_000)) * HOURS_A_MONTH * DOLLARS_PER_READ_UNIT;
}

it.each([
  [1, 0.35],
  [50, 0.45],
])("a carrier with %i streams reads for less than $%f a month", async (streams, most) => {
  const dollars = await dollarsAMonth(streams);
  expect(dollars).toBeLessThan(most);
  expect(dollars).toBeGreaterThan(0.2);
});
