import type { SourcePlan } from "../plan/run-plan.ts";
import type { Random } from "../prng.ts";
import { messageFrame, pingFrame } from "./socket-frames.ts";

type Format = SourcePlan["format"];

const FILLINGS = ["rain", "sürprise", "日本語の雨", "🌧️ and 🌩️", ""];

/** What is to be stored of an event: for NDJSON the line, for SSE the data, of a WebSocket the message. */
export function eventData(index: number, format: Format, random: Random, fillBytes = 0): string {
  const text = random.pick(FILLINGS).repeat(random.integer(1, 4)) + "x".repeat(fillBytes);
  const content = { n: index, text };
  return JSON.stringify(format === "sse" ? content : { id: index + 1, ...content });
}

/** The index of the event that a stored item holds; undefined when it is none. */
export function eventIndexOf(data: string | Uint8Array): number | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const { n } = JSON.parse(data) as { n?: unknown };
    return typeof n === "number" ? n : undefined;
  } catch {
    // What is not JSON is no event of this source.
    return undefined;
  }
}

export function encodeEvent(index: number, data: string, format: Format): Uint8Array {
  if (format === "messages") return messageFrame(data);
  return bytes(format === "sse" ? `id: ${index + 1}\ndata: ${data}\n\n` : `${data}\n`);
}

export function encodeHeartbeat(format: Format): Uint8Array {
  if (format === "messages") return pingFrame();
  return bytes(format === "sse" ? ":\n\n" : "\n");
}

/** What a keep-alive that comes as an event holds: it repeats byte for byte. */
export const KEEP_ALIVE_DATA = "{}";

/** A keep-alive that is an event, without an id. */
export function encodeKeepAlive(format: Format): Uint8Array {
  if (format === "messages") return messageFrame(KEEP_ALIVE_DATA);
  return bytes(format === "sse" ? `event: ping\ndata: ${KEEP_ALIVE_DATA}\n\n` : `${KEEP_ALIVE_DATA}\n`);
}

export function encodeRetry(ms: number): Uint8Array {
  return bytes(`retry: ${ms}\n\n`);
}

/** The last frame, as `END_SIGNAL` has it. */
export function encodeEnd(format: Format): Uint8Array {
  if (format === "messages") return messageFrame('{"type":"end"}');
  return bytes(format === "sse" ? "event: end\ndata: bye\n\n" : '{"type":"end"}\n');
}

export const END_SIGNAL: Record<Format, string> = {
  sse: "event:end",
  ndjson: "json:/type=end",
  messages: "json:/type=end",
};

export const CONTENT_TYPE: Record<Format, string> = {
  sse: "text/event-stream",
  ndjson: "application/x-ndjson",
  messages: "application/json",
};

function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}
