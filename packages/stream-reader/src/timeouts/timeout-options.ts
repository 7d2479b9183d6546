import { between } from "../between.ts";
import { DEFAULT_CONNECT_TIMEOUT_MS, DEFAULT_IDLE_TIMEOUT_MS, MAX_TIMEOUT_MS } from "../limits.ts";

/**
 * The time that making a connection may take, in milliseconds.
 *
 * @throws StreamOptionError
 */
export function connectLimitMs(given: number | undefined): number {
  return between("connectTimeoutMs", given ?? DEFAULT_CONNECT_TIMEOUT_MS, [1, MAX_TIMEOUT_MS]);
}

/**
 * The time that a response's headers may take, as it is asked for when a request is on its way, in milliseconds; 0 is none.
 *
 * @param idleLimitMs the idle timeout, which it is by default: many servers send headers with their first event only
 * @throws StreamOptionError
 */
export function headersLimit(given: number | undefined, idleLimitMs: () => number): () => number {
  if (given === undefined) return idleLimitMs;
  const limitMs = between("headersTimeoutMs", given, [0, MAX_TIMEOUT_MS]);
  return () => limitMs;
}

/**
 * The silence of events that a stream may have, in milliseconds; 0 is none.
 *
 * @throws StreamOptionError
 */
export function eventLimitMs(given: number | undefined): number {
  return between("eventTimeoutMs", given ?? 0, [0, MAX_TIMEOUT_MS]);
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
