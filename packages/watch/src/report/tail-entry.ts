import type { StoredEvent } from "@unbounded-streams/event-sink";
import { MAX_EVENT_TEXT, MAX_NAME_TEXT } from "../limits.ts";
import { safeText } from "../text/safe-text.ts";

/** An event as it is shown: no more than the beginning of it, and what would do something made visible. */
export interface TailEntry {
  /** When it came, in epoch milliseconds. */
  readonly receivedAtMs: number;
  /** Its id, or else the key that it is stored under. */
  readonly name: string;
  readonly type?: string;
  readonly text: string;
  /** How it is written where it is no text. */
  readonly encoding?: "base64";
  /** How large it is, where only its beginning is shown. */
  readonly cutFromBytes?: number;
}

/** Base64 makes four characters of three bytes. */
const MAX_SHOWN_BYTES = (MAX_EVENT_TEXT / 4) * 3;

/** What of an event is shown. */
export function tailEntry({ key, id, type, data, receivedAtMs = 0 }: StoredEvent): TailEntry {
  return {
    receivedAtMs,
    name: beginning(id ?? key, MAX_NAME_TEXT),
    ...(type === undefined ? {} : { type: beginning(type, MAX_NAME_TEXT) }),
    ...(typeof data === "string" ? textOf(data) : bytesOf(data)),
  };
}

function textOf(data: string): Pick<TailEntry, "text" | "cutFromBytes"> {
  const text = beginning(data, MAX_EVENT_TEXT);
  return data.length <= MAX_EVENT_TEXT ? { text } : { text, cutFromBytes: Buffer.byteLength(data) };
}

function bytesOf(data: Uint8Array): Pick<TailEntry, "text" | "encoding" | "cutFromBytes"> {
  const text = Buffer.from(data.subarray(0, MAX_SHOWN_BYTES)).toString("base64");
  return {
    ...{ text, encoding: "base64" },
    ...(data.length <= MAX_SHOWN_BYTES ? {} : { cutFromBytes: data.length }),
  };
}

/** A copy: a part of a text would keep all of it in memory. */
function beginning(text: string, length: number): string {
  const part =
    text.length <= length
      ? text
      : `${text
          .slice(0, length)
          .toWellFormed()
          .replace(/\uFFFD$/, "")}`;
  return safeText(Buffer.from(part).toString());
}
