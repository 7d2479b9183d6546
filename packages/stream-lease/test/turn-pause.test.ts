import { expect, test } from "vitest";
import { LONGEST_TURN_PAUSE_SECONDS, turnPauseMs } from "../src/turn-pause.ts";

const least = () => 0;
const most = () => 1 - Number.EPSILON;

test.each([
  { failures: 0, from: 0, to: 0 },
  { failures: 1, from: 500, to: 1_000 },
  { failures: 2, from: 1_000, to: 2_000 },
  { failures: 5, from: 8_000, to: 16_000 },
  { failures: 9, from: 128_000, to: 256_000 },
  { failures: 10, from: 150_000, to: 300_000 },
  { failures: Number.MAX_SAFE_INTEGER, from: 150_000, to: LONGEST_TURN_PAUSE_SECONDS * 1_000 },
])("after $failures claims in vain the next one waits from $from to $to ms", ({ failures, from, to }) => {
  expect(turnPauseMs(failures, least)).toBe(from);
  expect(turnPauseMs(failures, most)).toBe(to);
});
