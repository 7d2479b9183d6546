/** Less growth than this counts as this much: nothing has a ratio to zero. */
const LEAST_MB = 0.1;

/** From one amount of memory to another, in MB (10^6 bytes), 0.1 at least. */
export function growthMb(fromBytes: number, toBytes: number): number {
  return Math.max(LEAST_MB, (toBytes - fromBytes) / 1e6);
}
