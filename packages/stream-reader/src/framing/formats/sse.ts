import { createParser, type EventSourceMessage } from "eventsource-parser";
import { EVENT_STREAM_TYPE } from "../frames/foreign-types.ts";
import type { Frame } from "../frames/frame.ts";
import type { DecoderOptions, FrameDecoder, FrameFormat, TruncatedRecord } from "../frames/frame-format.ts";
import { type FrameLimits, limitsOf } from "../frames/frame-limits.ts";
import { headOf, type OversizeRecord, passOversize } from "../frames/rejected-frame.ts";
import { TextFrame } from "../frames/text-frame.ts";
import { decodeUtf8 } from "../frames/utf8.ts";
import { ByteOrderMark } from "../splitting/byte-order-mark.ts";
import { EventBlocks } from "../splitting/event-blocks.ts";

const MAX_UTF8_BYTES_PER_CHAR = 3;

/**
 * Server-Sent Events (WHATWG HTML, 9.2): each dispatched event is a frame whose payload is its data. Comments are
 * heartbeats and are dropped. An event that the end of the body cut off is not dispatched, as the standard wants.
 *
 * `maxFrameBytes` bounds an event's data; all its fields as they come, comments not counted, may have 64 KiB more.
 */
export function sse(): FrameFormat {
  return {
    name: "sse",
    accept: EVENT_STREAM_TYPE,
    contentTypes: [EVENT_STREAM_TYPE],
    decoder: (options) => new SseDecoder(options),
  };
}

class SseDecoder implements FrameDecoder {
  lastEventId: string | undefined;
  private readonly limits: FrameLimits;
  private readonly bom = new ByteOrderMark();
  private readonly blocks: EventBlocks;
  private readonly parser;
  private target: Frame[] = [];
  private reconnectionMs: number | undefined;
  private frameRetryMs: number | undefined;
  private oversize: Omit<EventSourceMessage, "data"> | undefined;
  /** Whether the event in hand is one of whose data nothing is left. */
  private isSkipped = false;

  constructor(options: DecoderOptions | undefined) {
    this.limits = limitsOf(options);
    this.lastEventId = options?.lastEventId;
    this.blocks = new EventBlocks({
      limits: this.limits,
      onBlocks: (bytes, offset, wireBytes) => this.parse(bytes, offset, wireBytes),
      onSkipped: (head, fields, offset, wireBytes) => this.skip(fields, { head, offset, bytes: wireBytes }),
    });
    this.parser = createParser({
      onEvent: (message) => this.add(message),
      onId: (id) => {
        this.lastEventId = id;
      },
      onRetry: (retryMs) => {
        this.reconnectionMs = wholeMs(retryMs);
        this.frameRetryMs = this.reconnectionMs;
      },
    });
    // One byte order mark is taken away before; a blank line keeps the parser from looking for another.
    this.parser.feed("\n");
  }

  /** Its line sets the time at once, before the event that it belongs to is complete. */
  get retryMs(): number | undefined {
    return retryIn(this.blocks.unfinished()) ?? this.reconnectionMs;
  }

  decode(chunk: Uint8Array, into: Frame[] = []): Frame[] {
    this.target = into;
    const bytes = this.bom.strip(chunk);
    if (bytes !== chunk) this.blocks.pass(this.bom.skippedBytes);
    this.blocks.feed(bytes);
    return into;
  }

  end(): TruncatedRecord | undefined {
    this.blocks.feed(this.bom.rest());
    const skipped = this.blocks.end();
    const { onOversize } = this.limits;
    if (skipped !== undefined && onOversize !== undefined) {
      onOversize({ bytes: skipped.wireBytes, offset: skipped.offset });
      return undefined;
    }
    const bytes = skipped?.head ?? this.blocks.unfinished();
    return bytes.length === 0 ? undefined : { bytes };
  }

  private parse(bytes: Uint8Array, offset: number, wireBytes: number): void {
    this.parser.feed(decodeUtf8(bytes));
    if (this.oversize !== undefined)
      this.pass({ bytes: wireBytes, offset, head: headOf(bytes, 0, wireBytes) });
  }

  /** Its name and id count as those of any event: the stream goes on after it. */
  private skip(fields: Uint8Array, record: OversizeRecord): void {
    this.isSkipped = true;
    this.parser.feed(`${decodeUtf8(fields)}data:\n\n`);
    this.isSkipped = false;
    this.pass(record);
  }

  private pass(record: OversizeRecord): void {
    const { lastEventId, frameRetryMs: retryMs } = this;
    const fields = { ...this.oversize, lastEventId, retryMs };
    this.oversize = undefined;
    if (this.limits.onOversize === undefined) this.frameRetryMs = undefined;
    passOversize(this.limits, this.target, record, fields);
  }

  private add({ data, id, event }: EventSourceMessage): void {
    if (this.isSkipped || isLarger(data, this.limits.maxFrameBytes)) {
      this.oversize = { id, event };
      return;
    }
    const { lastEventId, frameRetryMs: retryMs } = this;
    this.target.push(new TextFrame(data, { id, event, lastEventId, retryMs }));
    this.frameRetryMs = undefined;
  }
}

function isLarger(text: string, maxBytes: number): boolean {
  if (text.length * MAX_UTF8_BYTES_PER_CHAR <= maxBytes) return false;
  return text.length > maxBytes || new TextEncoder().encode(text).length > maxBytes;
}

/** The reconnection time that the whole lines of these bytes set last. */
function retryIn(bytes: Uint8Array): number | undefined {
  let last: number | undefined;
  if (bytes.length === 0) return last;
  const parser = createParser({
    onRetry: (retryMs) => {
      last = wholeMs(retryMs);
    },
  });
  parser.feed(`\n${decodeUtf8(bytes)}`);
  return last;
}

/** Digits without end make a number that is none. */
function wholeMs(retryMs: number): number {
  return Math.min(retryMs, Number.MAX_SAFE_INTEGER);
}
