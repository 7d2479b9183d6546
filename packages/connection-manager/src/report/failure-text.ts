/** Credentials before a host, and queries: both may hold secrets. */
const USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;
const QUERY = /\b([a-z][a-z0-9+.-]*:\/\/[^\s?#"']+)\?[^\s"']*/gi;
const CREDENTIALS = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi;

/** What went wrong, in words that can be shown: the error's name and message, without what looks like a secret. */
export function failureText(failure: unknown): string {
  const text = failure instanceof Error ? `${failure.name}: ${failure.message}` : String(failure);
  return text.replace(USER_INFO, "$1").replace(QUERY, "$1?***").replace(CREDENTIALS, "$1 ***");
}
