/** The keys that were last seen to be in the table, up to a bound. */
export interface RecentKeys {
  readonly size: number;
  /** Whether the key is known; being asked for makes it recent again. */
  has(key: string): boolean;
  add(key: string): void;
}

/** @param max how many keys are remembered; 0 for none */
export function createRecentKeys(max: number): RecentKeys {
  const keys = new Set<string>();
  return {
    get size() {
      return keys.size;
    },
    has(key) {
      if (!keys.delete(key)) return false;
      keys.add(key);
      return true;
    },
    add(key) {
      if (max === 0) return;
      keys.delete(key);
      keys.add(key);
      if (keys.size <= max) return;
      for (const oldest of keys) {
        keys.delete(oldest);
        return;
      }
    },
  };
}
