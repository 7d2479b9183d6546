/** Time and chance, as a request sees them. */
export interface System {
  /** Epoch milliseconds. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Resolves after `ms`; rejects, or resolves early, when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `callback` once after `ms`, unless the returned function has been called before. */
  after(ms: number, callback: () => void): () => void;
}
