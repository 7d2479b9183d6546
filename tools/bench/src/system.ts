/** The wall clock, for the date of a report. */
export function today(): Date {
  return new Date();
}
