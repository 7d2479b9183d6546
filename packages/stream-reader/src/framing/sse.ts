import { createParser, type EventSourceMessage } from "eventsource-parser";
import { FrameTooLargeError } from "../errors.ts";
import { SSE_FIELD_ALLOWANCE_CHARS } from "../limits.ts";
import { type FrameDecoder, type FrameFormat, maxFrameBytesOf } from "./decoder.ts";
import { type Frame, TextFrame } from "./frame.ts";
import { UnfinishedEvent } from "./unfinished-event.ts";

const MAX_UTF8_BYTES_PER_CHAR = 3;

/**
 * Server-Sent Events (WHATWG HTML, 9.2): each dispatched event is a frame whose payload is its data. Comments are
 * heartbeats and are dropped. An event that the end of the body cut off is not dispatched, as the standard wants.
 */
export function sse(): FrameFormat {
  return {
    name: "sse",
    accept: "text/event-stream",
    decoder: (options) => new SseDecoder(maxFrameBytesOf(options)),
  };
}

class SseDecoder implements FrameDecoder {
  lastEventId: string | undefined;
  retryMs: number | undefined;
  private readonly maxFrameBytes: number;
  private readonly text = new TextDecoder("utf-8");
  private readonly unfinished;
  private readonly parser;
  private target: Frame[] = [];
  private frameRetryMs: number | undefined;

  constructor(maxFrameBytes: number) {
    this.maxFrameBytes = maxFrameBytes;
    const maxBufferSize = maxFrameBytes + SSE_FIELD_ALLOWANCE_CHARS;
    this.unfinished = new UnfinishedEvent(maxBufferSize);
    this.parser = createParser({
      maxBufferSize,
      onEvent: (message) => this.add(message),
      onId: (id) => {
        this.lastEventId = id;
      },
      onRetry: (retryMs) => {
        this.retryMs = retryMs;
        this.frameRetryMs = retryMs;
      },
      onError: (error) => {
        if (error.type === "max-buffer-size-exceeded") throw new FrameTooLargeError(maxFrameBytes);
      },
    });
    // The text decoder takes the one byte order mark that the standard allows; a blank line keeps the parser from
    // looking for another.
    this.parser.feed("\n");
  }

  decode(chunk: Uint8Array, into: Frame[] = []): Frame[] {
    this.target = into;
    const text = this.text.decode(chunk, { stream: true });
    this.parser.feed(text);
    this.unfinished.feed(text);
    return into;
  }

  end() {
    const text = this.text.decode();
    this.unfinished.feed(text);
    return this.unfinished.truncated();
  }

  private add(message: EventSourceMessage): void {
    if (isLarger(message.data, this.maxFrameBytes)) throw new FrameTooLargeError(this.maxFrameBytes);
    const { id, event } = message;
    this.target.push(
      new TextFrame(message.data, { id, event, lastEventId: this.lastEventId, retryMs: this.frameRetryMs }),
    );
    this.frameRetryMs = undefined;
  }
}

function isLarger(text: string, maxBytes: number): boolean {
  if (text.length * MAX_UTF8_BYTES_PER_CHAR <= maxBytes) return false;
  return text.length > maxBytes || new TextEncoder().encode(text).length > maxBytes;
}
