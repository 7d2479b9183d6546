import { MAX_SHOWN_REASON } from "../limits.ts";

/** What others say in words, as much of it as is shown: a copy, as a part of a text would keep all of it in memory. */
export function shownReason(text: string): string {
  if (text.length <= MAX_SHOWN_REASON) return text;
  return Buffer.from(`${text.slice(0, MAX_SHOWN_REASON)}...`).toString();
}
