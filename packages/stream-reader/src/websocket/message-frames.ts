import { isUtf8 } from "node:buffer";
import { FrameInvalidError, FrameTooLargeError } from "../errors/frame-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { FrameDecoder } from "../framing/frames/frame-format.ts";
import type { FrameLimits } from "../framing/frames/frame-limits.ts";
import { headOf, passInvalid, passOversize } from "../framing/frames/rejected-frame.ts";
import { READ_AHEAD_BYTES } from "../limits.ts";
import type { MessageInflater } from "./message-inflater.ts";
import type { MessageLink, WireItem } from "./message-link.ts";
import type { WireMessage } from "./message-splitter.ts";

const NOTHING = new Uint8Array(0);

/** What a {@link MessageFrames} is made with. */
export interface MessageFramesOptions {
  readonly decoder: FrameDecoder;
  readonly limits: FrameLimits;
  /** Undefined when messages do not come compressed. */
  readonly inflater: MessageInflater | undefined;
}

/** The frames of a WebSocket's messages, pulled: no more than 256 KiB are inflated ahead of their consumer. */
export class MessageFrames {
  private readonly link: MessageLink;
  private readonly decoder: FrameDecoder;
  private readonly limits: FrameLimits;
  private readonly inflater: MessageInflater | undefined;
  private items: readonly WireItem[] = [];
  private taken = 0;

  constructor(link: MessageLink, { decoder, limits, inflater }: MessageFramesOptions) {
    this.link = link;
    this.decoder = decoder;
    this.limits = limits;
    this.inflater = inflater;
  }

  /**
   * Adds the frames of the messages that have come; waits for bytes, of which a ping has none. False when no more come.
   *
   * @throws what the decoder throws, FrameTooLargeError, FrameInvalidError; what came before is in `into`
   */
  async pull(into: Frame[]): Promise<boolean> {
    if (this.taken === this.items.length) {
      if ((await this.link.raw.take()) === undefined) return false;
      this.items = this.link.takeItems();
      this.taken = 0;
      this.decoder.decode(NOTHING, into);
    }
    let bytes = 0;
    while (this.taken < this.items.length && bytes < READ_AHEAD_BYTES) {
      const item = this.items[this.taken++];
      if (item !== undefined) bytes += this.add(item, into);
    }
    return true;
  }

  private add(item: WireItem, into: Frame[]): number {
    if (item.kind === "fault") throw item.error;
    if (item.kind === "message") return this.addMessage(item.message, into);
    passOversize(this.limits, into, item.record);
    return item.record.head.length;
  }

  private addMessage({ source, start, end, binary, compressed, offset }: WireMessage, into: Frame[]): number {
    if (!compressed || this.inflater === undefined) return this.decode(source, start, end, binary, into);
    const payload = source.subarray(start, end);
    const inflated = this.inflated(payload, this.inflater, into);
    if (inflated === "invalid") return payload.length;
    if (inflated !== undefined) return this.decode(inflated, 0, inflated.length, binary, into);
    if (this.inflater.keepsContext) throw new FrameTooLargeError(this.limits.maxFrameBytes);
    passOversize(this.limits, into, { bytes: payload.length, offset, head: headOf(payload) });
    return payload.length;
  }

  /** Undefined for a message over the bound; `invalid` for one that has been handed over as it came. */
  private inflated(
    payload: Uint8Array,
    inflater: MessageInflater,
    into: Frame[],
  ): Uint8Array | "invalid" | undefined {
    try {
      return inflater.inflate(payload);
    } catch (cause) {
      const error = new FrameInvalidError("a message is not DEFLATE (RFC 7692)", payload, { cause });
      if (inflater.keepsContext) throw error;
      passInvalid(this.limits, into, error);
      return "invalid";
    }
  }

  private decode(source: Uint8Array, start: number, end: number, binary: boolean, into: Frame[]): number {
    const size = end - start;
    if (!binary && !isUtf8(source.subarray(start, end))) {
      const bytes = source.slice(start, end);
      passInvalid(
        this.limits,
        into,
        new FrameInvalidError("a message of text is not UTF-8 (RFC 6455, 8.1)", bytes),
      );
      return size;
    }
    this.decoder.message?.(source, start, end, binary, into);
    return size;
  }
}
