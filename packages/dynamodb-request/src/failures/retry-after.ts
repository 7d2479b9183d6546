const SECONDS = /^\d+(?:\.\d+)?$/;

/**
 * The pause that an answer asks for, in milliseconds: `x-amz-retry-after` gives them, `retry-after` gives seconds (RFC 9110,
 * section 10.2.3; the form with a date is not looked at, since it needs both clocks to agree).
 *
 * @param headers names in lower case
 */
export function retryAfterMs(headers: Readonly<Record<string, string>> | undefined): number | undefined {
  const ms = headers?.["x-amz-retry-after"];
  if (ms !== undefined && SECONDS.test(ms)) return Number(ms);
  const seconds = headers?.["retry-after"];
  if (seconds !== undefined && SECONDS.test(seconds)) return Number(seconds) * 1_000;
  return undefined;
}
