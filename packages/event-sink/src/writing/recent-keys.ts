/** The keys that were last seen to be in the table, up to a bound. */
export interface RecentKeys {
  readonly size: number;
  has(key: string): boolean;
  add(key: string): void;
}

/**
 * Keeps keys in two generations, of which the older is dropped when the younger is full: nothing is moved or searched for, so
 * that a key costs next to nothing.
 *
 * @param max how many keys are remembered at most, at least half of them for sure; 0 for none
 */
export function createRecentKeys(max: number): RecentKeys {
  const perGeneration = Math.max(1, Math.floor(max / 2));
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    get size() {
      return young.size + old.size;
    },
    has(key) {
      return young.has(key) || old.has(key);
    },
    add(key) {
      if (max === 0) return;
      if (young.size === perGeneration) {
        if (max > 1) old = young;
        young = new Set();
      }
      young.add(key);
    },
  };
}
