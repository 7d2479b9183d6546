/** How events are written into the response. */
export type StreamFormat = "ndjson" | "sse" | "chunks" | "messages";

/** The formats of a response; `messages` are those of a WebSocket. */
export const STREAM_FORMATS: readonly StreamFormat[] = ["ndjson", "sse", "chunks"];

/** The line that ends a stream in the formats `ndjson` and `chunks`, without its "\n". */
export const END_OF_STREAM_MESSAGE = '{"type":"end-of-stream"}';
/** The SSE event name that ends a stream. */
export const END_OF_STREAM_SSE_EVENT = "end";
/** The data of that SSE event. */
export const END_OF_STREAM_SSE_DATA = "[DONE]";

/** What an encoder needs of an event. */
interface EncodableEvent {
  readonly id: string;
  /** The JSON document, UTF-8, no line terminator. */
  readonly payload: Uint8Array;
}

/** One format, as bytes of a response body. */
export interface Encoder {
  readonly contentType: string;
  readonly heartbeat: Uint8Array;
  readonly endOfStream: Uint8Array;
  encode(event: EncodableEvent): Buffer;
}

const NEWLINE = Buffer.from("\n");

function encodeLine(event: EncodableEvent): Buffer {
  return Buffer.concat([event.payload, NEWLINE]);
}

const ndjson: Encoder = {
  contentType: "application/x-ndjson",
  heartbeat: NEWLINE,
  endOfStream: Buffer.from(`${END_OF_STREAM_MESSAGE}\n`),
  encode: encodeLine,
};

const chunks: Encoder = { ...ndjson, contentType: "application/octet-stream" };

/** One `data` line for each line of the text: a line terminator inside would end the field. */
function sseData(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join("");
}

const sse: Encoder = {
  contentType: "text/event-stream",
  heartbeat: Buffer.from(":\n\n"),
  endOfStream: Buffer.from(`event: ${END_OF_STREAM_SSE_EVENT}\n${sseData(END_OF_STREAM_SSE_DATA)}\n`),
  encode(event) {
    const text = Buffer.from(
      event.payload.buffer,
      event.payload.byteOffset,
      event.payload.byteLength,
    ).toString();
    return Buffer.from(`id: ${event.id}\nevent: message\n${sseData(text)}\n`);
  },
};

/** A heartbeat has no bytes: it is a ping. */
const messages: Encoder = {
  contentType: "application/json",
  heartbeat: Buffer.alloc(0),
  endOfStream: Buffer.from(END_OF_STREAM_MESSAGE),
  encode: ({ payload }) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
};

/**
 * The encoders: NDJSON lines; Server-Sent Events (WHATWG HTML, 9.2) with `id`, `event` and `data`; and chunks, which are
 * the bytes of NDJSON with the promise that each event is a network chunk of its own; and messages of a WebSocket.
 */
export const ENCODERS: Readonly<Record<StreamFormat, Encoder>> = { ndjson, sse, chunks, messages };

/** Whether a request or an option names a format. */
export function isStreamFormat(value: unknown): value is StreamFormat {
  return STREAM_FORMATS.includes(value as StreamFormat);
}
