/** What was published beside what is stored. */
export interface Comparison {
  readonly published: number;
  /** Numbers that are stored, each counted once. */
  readonly stored: number;
  /** Numbers that are not, in order. */
  readonly lost: readonly number[];
  /** How many numbers are stored more than once. */
  readonly twice: number;
  /** What is stored and was not published: keep-alives, acknowledgements. */
  readonly foreign: number;
}

/**
 * @param published the numbers from 1 to this
 * @param stored the number of each stored event; undefined for what was not published
 */
export function compare(published: number, stored: readonly (number | undefined)[]): Comparison {
  const copies = new Map<number, number>();
  let foreign = 0;
  for (const n of stored) {
    if (n === undefined || !Number.isSafeInteger(n) || n < 1 || n > published) foreign += 1;
    else copies.set(n, (copies.get(n) ?? 0) + 1);
  }
  const lost = Array.from({ length: published }, (_, index) => index + 1).filter((n) => !copies.has(n));
  return {
    published,
    stored: copies.size,
    lost,
    twice: [...copies.values()].filter((count) => count > 1).length,
    foreign,
  };
}

/**
 * Those lost elsewhere than around the kill: what a server that does not replay had not sent when it was killed, and what it
 * sent before somebody listened again, is lost and must be one run of numbers.
 *
 * @param lost in order
 * @param lastBefore the last number that was published before the kill
 */
export function lostElsewhere(lost: readonly number[], lastBefore: number): number[] {
  const missing = new Set(lost);
  const aroundKill = new Set<number>();
  for (let n = lastBefore; missing.has(n); n -= 1) aroundKill.add(n);
  for (let n = lastBefore + 1; missing.has(n); n += 1) aroundKill.add(n);
  return lost.filter((n) => !aroundKill.has(n));
}
