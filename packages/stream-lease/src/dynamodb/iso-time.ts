/** Seconds and at most nanoseconds; Step Functions leaves the fraction out when it is zero. */
const ISO_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)$/;

/** Always 24 characters, so that texts compare as times. */
export function isoFromMs(ms: number): string {
  return new Date(ms).toISOString();
}

/** Epoch milliseconds, or undefined when the text is no time in UTC. */
export function msFromIso(text: string): number | undefined {
  const ms = ISO_UTC.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
