import { LONGEST_TURN_PAUSE_SECONDS } from "./limits.ts";

export { LONGEST_TURN_PAUSE_SECONDS } from "./limits.ts";

/**
 * How long to wait before a stream is claimed again, in milliseconds: none without failures, then up to 1 s, doubled with
 * each failure up to `LONGEST_TURN_PAUSE_SECONDS`. Drawn from the longer half, so that many streams do not come back together.
 *
 * @param failures claims in a row without progress, as the lease counts them
 * @param random from 0 to below 1
 */
export function turnPauseMs(failures: number, random: () => number): number {
  if (failures <= 0) return 0;
  const longestMs = Math.min(2 ** (failures - 1), LONGEST_TURN_PAUSE_SECONDS) * 1_000;
  return Math.round((longestMs / 2) * (1 + random()));
}
