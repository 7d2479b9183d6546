/** Doublings after which a time is over every cap. */
const MOST_DOUBLINGS = 31;

/** A time, doubled so many times, up to a cap; all in milliseconds. */
export function doubled(firstMs: number, doublings: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(MOST_DOUBLINGS, doublings));
}
