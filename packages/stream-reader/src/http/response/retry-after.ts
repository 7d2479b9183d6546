import { parseHttpDate } from "../fields/http-date.ts";

/**
 * The wait that `Retry-After` asks for, in milliseconds: whole seconds or an HTTP date (RFC 9110, 10.2.3). Undefined
 * when it is absent or neither.
 */
export function parseRetryAfter(value: string | string[] | undefined, nowMs: number): number | undefined {
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  if (text === undefined || text === "") return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  const dateMs = parseHttpDate(text, nowMs);
  return dateMs === undefined ? undefined : Math.max(0, dateMs - nowMs);
}
