/** How many requests may be made at once: more while they succeed, half when the table asks for fewer. */
export interface Concurrency {
  /** 1 to the maximum. */
  readonly limit: number;
  /** A request goes out; its number is what `succeeded` or `throttled` takes. */
  begin(): number;
  succeeded(): void;
  throttled(request: number): void;
}

/**
 * Additive increase, multiplicative decrease, as TCP does it: one more for each round of `limit` successes, half after a
 * throttle. Requests that were out together are throttled together, so that one cut answers for all that began before it.
 */
export function createConcurrency(max: number): Concurrency {
  let limit = max;
  let begun = 0;
  let lastBeforeCut = 0;
  let successes = 0;
  return {
    get limit() {
      return limit;
    },
    begin() {
      begun += 1;
      return begun;
    },
    succeeded() {
      if (limit === max) return;
      successes += 1;
      if (successes < limit) return;
      successes = 0;
      limit += 1;
    },
    throttled(request) {
      if (request <= lastBeforeCut) return;
      lastBeforeCut = begun;
      successes = 0;
      limit = Math.max(1, Math.floor(limit / 2));
    },
  };
}
