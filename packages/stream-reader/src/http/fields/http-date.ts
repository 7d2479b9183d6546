const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** IMF-fixdate `Sun, 06 Nov 1994 08:49:37 GMT`, RFC 850's `Sunday, 06-Nov-94 08:49:37 GMT`, asctime's `Sun Nov  6 08:49:37 1994`. */
const FORMS = [
  /^[A-Z][a-z]{2}, (?<day>\d{1,2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2})(?: GMT| UTC)?$/,
  /^[A-Z][a-z]{2,8}, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}|\d{4}) (?<time>\d{2}:\d{2}:\d{2})(?: GMT| UTC)?$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/,
];

/** How far ahead the date of a two-digit year may lie (RFC 9110, 5.6.7). */
const MOST_YEARS_AHEAD = 50;

/**
 * A date in any of the three forms of RFC 9110, 5.6.7, in epoch milliseconds. All of them are GMT, whatever the machine's zone.
 *
 * @param nowMs epoch milliseconds, by which the century of a two-digit year is told
 * @returns undefined for what is no such date
 */
export function parseHttpDate(text: string, nowMs: number): number | undefined {
  const groups = FORMS.map((form) => form.exec(text)?.groups).find((match) => match !== undefined);
  if (groups === undefined) return undefined;
  const { day = "", month = "", year = "", time = "" } = groups;
  const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex === -1 || hour > 23 || minute > 59 || second > 60) return undefined;
  const dateMs = Date.UTC(yearOf(year, nowMs), monthIndex, Number(day), hour, minute, second);
  return new Date(Date.UTC(2000, monthIndex, Number(day))).getUTCMonth() === monthIndex ? dateMs : undefined;
}

function yearOf(digits: string, nowMs: number): number {
  if (digits.length === 4) return Number(digits);
  const thisYear = new Date(nowMs).getUTCFullYear();
  const inThisCentury = Math.floor(thisYear / 100) * 100 + Number(digits);
  return inThisCentury > thisYear + MOST_YEARS_AHEAD ? inThisCentury - 100 : inThisCentury;
}
