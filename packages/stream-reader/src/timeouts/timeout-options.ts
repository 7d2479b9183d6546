import { between } from "../between.ts";
import { DEFAULT_CONNECT_TIMEOUT_MS, DEFAULT_IDLE_TIMEOUT_MS, MAX_TIMEOUT_MS } from "../limits.ts";

/**
 * The time that connecting may take, in milliseconds.
 *
 * @throws StreamOptionError
 */
export function connectLimitMs(given: number | undefined): number {
  return between("connectTimeoutMs", given ?? DEFAULT_CONNECT_TIMEOUT_MS, [1, MAX_TIMEOUT_MS]);
}

/**
 * The idle timeout as it is asked for at each wait, in milliseconds; 0 is none.
 *
 * @throws StreamOptionError
 */
export function idleLimit(given: number | (() => number) | undefined): () => number {
  const checked = (valueMs: number) => between("idleTimeoutMs", valueMs, [0, MAX_TIMEOUT_MS]);
  if (typeof given === "function") return () => checked(given());
  const limitMs = checked(given ?? DEFAULT_IDLE_TIMEOUT_MS);
  return () => limitMs;
}
