import { jsonOf } from "./records.ts";

/** After how many milliseconds the endpoint of fixed latency answers. */
export const ENDPOINT_LATENCY_MS = 5;

/** Bytes of an event, and so of the item but for its keys. */
export const EVENT_BYTES = 1000;
/** Different texts; the number at its start makes each event unlike all others. */
const TEXTS = 200;
const NUMBER_DIGITS = 9;
const FIRST_NUMBER = 100_000_000;
const TIME_DIGITS = 17;

const TAIL_BYTES = EVENT_BYTES - NUMBER_DIGITS - TIME_DIGITS - '{"n":,"sentAt":,'.length;

/** Documents without the brace that opens them. */
const tails = Array.from({ length: TEXTS }, (_, index) => jsonOf(index, TAIL_BYTES + 1).slice(1));

/** The JSON document of an event: its number and the time it was sent at, then text; 1,000 bytes. */
export function eventText(number: number, sentAtMs: number): string {
  return `{"n":${FIRST_NUMBER + number},"sentAt":${sentAtMs.toFixed(3).padEnd(TIME_DIGITS, "0")},${tails[number % TEXTS]}`;
}

const NUMBER_AT = '{"n":'.length;
const TIME_AT = NUMBER_AT + NUMBER_DIGITS + ',"sentAt":'.length;

/** What stands at the start of an event, read without parsing the rest. */
export function readEvent(bytes: Uint8Array): { id: string; sentAtMs: number } {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, TIME_AT + TIME_DIGITS).toString("latin1");
  return {
    id: head.slice(NUMBER_AT, NUMBER_AT + NUMBER_DIGITS),
    sentAtMs: Number(head.slice(TIME_AT)),
  };
}
