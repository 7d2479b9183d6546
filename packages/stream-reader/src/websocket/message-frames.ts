import { isUtf8 } from "node:buffer";
import { StreamDecodeError } from "../errors/body-errors.ts";
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
  /** For messages. */
  readonly target: string;
}

/** The frames of a WebSocket's messages, pulled: no more than 256 KiB are inflated ahead of their consumer. */
export class MessageFrames {
  private readonly link: MessageLink;
  private readonly decoder: FrameDecoder;
  private readonly limits: FrameLimits;
  private readonly inflater: MessageInflater | undefined;
  private readonly target: string;
  private items: readonly WireItem[] = [];
  private taken = 0;

  constructor(link: MessageLink, { decoder, limits, inflater, target }: MessageFramesOptions) {
    this.link = link;
    this.decoder = decoder;
    this.limits = limits;
    this.inflater = inflater;
    this.target = target;
  }

  /**
   * Adds the frames of the messages that have come; waits for bytes, of which a ping has none. False when no more come.
   *
   * @throws what the decoder throws, FrameTooLargeError, FrameInvalidError, StreamDecodeError; what came before is in `into`
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
    if (item.kind === "message") return this.addMessage(item, into);
    passOversize(this.limits, into, item.record);
    return item.record.head.length;
  }

  private addMessage({ payload, binary, compressed, offset }: WireMessage, into: Frame[]): number {
    if (!compressed || this.inflater === undefined) return this.decode(payload, binary, into);
    const inflated = this.inflated(payload, this.inflater);
    if (inflated !== undefined) return this.decode(inflated, binary, into);
    if (this.inflater.keepsContext) throw new FrameTooLargeError(this.limits.maxFrameBytes);
    passOversize(this.limits, into, { bytes: payload.length, offset, head: headOf(payload) });
    return payload.length;
  }

  /** Undefined for a message over the bound. */
  private inflated(payload: Uint8Array, inflater: MessageInflater): Uint8Array | undefined {
    try {
      return inflater.inflate(payload);
    } catch (cause) {
      throw new StreamDecodeError(this.target, "deflate", cause);
    }
  }

  private decode(payload: Uint8Array, binary: boolean, into: Frame[]): number {
    if (binary || isUtf8(payload)) this.decoder.message?.(payload, 0, payload.length, binary, into);
    else {
      const why = "a message of text is not UTF-8 (RFC 6455, 8.1)";
      passInvalid(this.limits, into, new FrameInvalidError(why, payload.slice()));
    }
    return payload.length;
  }
}
