import type { StoredEvent } from "../records/event.ts";

/** What would do something to a terminal, or make a line look like another: control characters, line breaks, changes of direction. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** An event for people: time, id or key, type, data, with tabs between. */
export function eventLine({ receivedAtMs, id, key, type, data }: StoredEvent): string {
  const time = receivedAtMs === undefined ? "-" : isoTime(receivedAtMs);
  const text = typeof data === "string" ? data : `base64:${base64(data)}`;
  return [time, id ?? key, type ?? "-", text].map(safe).join("\t");
}

/** An event for programs: all that it has, as JSON. */
export function eventJson({ data, ...event }: StoredEvent): string {
  const json = JSON.stringify({
    ...event,
    ...(typeof data === "string" ? { data } : { dataBase64: base64(data) }),
  });
  return json.replaceAll(UNSAFE, unicodeEscape);
}

function isoTime(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? String(ms) : time.toISOString();
}

function safe(text: string): string {
  return text.replaceAll(UNSAFE, (character) => SHORT[character] ?? unicodeEscape(character));
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
