import { FrameTooLargeError } from "../errors/frame-errors.ts";
import { type FrameLimits, passesOversize } from "../framing/frames/frame-limits.ts";
import type { OversizeRecord } from "../framing/frames/rejected-frame.ts";
import { FrameHead } from "../framing/splitting/frame-head.ts";
import { PendingBytes } from "../framing/splitting/pending-bytes.ts";
import { isControl, MAX_CONTROL_BYTES, OPCODE } from "./opcode.ts";
import { ProtocolViolation } from "./protocol-violation.ts";

const FIN = 0x80;
const COMPRESSED = 0x40;
const RESERVED = 0x30;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
/** The longest head of a frame that is not masked. */
const MAX_HEAD_BYTES = 10;

/** A message that is not complete. */
interface OpenMessage {
  readonly binary: boolean;
  /** Whether it is still deflated. */
  readonly compressed: boolean;
  /** Where in what the socket has sent it began, in bytes. */
  readonly offset: number;
}

/** A message as it came. */
export interface WireMessage extends OpenMessage {
  readonly kind: "message";
  readonly payload: Uint8Array;
}

/** What a {@link MessageSplitter} is made with. */
export interface MessageSplitterOptions {
  readonly limits: FrameLimits;
  /** Whether per-message deflate was agreed upon. */
  readonly deflate: boolean;
  onMessage(message: WireMessage): void;
  /** A message over the bound has been passed over. */
  onOversize(record: OversizeRecord): void;
  onControl(opcode: number, payload: Uint8Array): void;
}

/**
 * Finds the messages in what a server sends over a WebSocket (RFC 6455, 5), cut anywhere. A message that lies in one chunk stays
 * where it is; one in pieces is put together in one buffer, so that many small fragments cost no more than their bytes.
 */
export class MessageSplitter {
  private readonly options: MessageSplitterOptions;
  private readonly pending: PendingBytes;
  private readonly head = new FrameHead();
  private readonly control = new PendingBytes(MAX_CONTROL_BYTES);
  private readonly headBytes = new Uint8Array(MAX_HEAD_BYTES);
  private headLength = 0;
  /** Of the frame in hand. */
  private opcode = 0;
  private fin = false;
  /** Bytes of its payload that are still to come; -1 while its head is. */
  private left = -1;
  /** Of the message in hand. */
  private open:
    | { readonly binary: boolean; readonly compressed: boolean; readonly offset: number }
    | undefined;
  /** Bytes that its frames have announced so far. */
  private size = 0;
  private skipping = false;
  /** Whether a close frame has come: nothing after it counts (RFC 6455, 5.5.1). */
  private over = false;
  private chunkOffset = 0;

  constructor(options: MessageSplitterOptions) {
    this.options = options;
    this.pending = new PendingBytes(options.limits.maxFrameBytes);
  }

  /** What has come of a message that is not complete; undefined when there is none. */
  get cutOff(): Uint8Array | undefined {
    if (this.open === undefined) return undefined;
    return this.skipping ? this.head.take() : this.pending.view();
  }

  /**
   * @throws ProtocolViolation, FrameTooLargeError for a message over the bound that nobody wants passed over; the splitter
   *   cannot be used after that
   */
  feed(chunk: Uint8Array): void {
    let index = 0;
    while (index < chunk.length && !this.over) {
      index = this.left === -1 ? this.takeHead(chunk, index) : this.takePayload(chunk, index);
    }
    this.chunkOffset += chunk.length;
  }

  private takeHead(chunk: Uint8Array, from: number): number {
    const second = chunk[from + 1] ?? 0;
    if (this.headLength > 0 || from + 4 > chunk.length || second > LENGTH_16)
      return this.takeCutHead(chunk, from);
    const isShort = second < LENGTH_16;
    const length = isShort ? second : (chunk[from + 2] ?? 0) * 256 + (chunk[from + 3] ?? 0);
    const index = from + (isShort ? 2 : 4);
    this.begin(chunk[from] ?? 0, length, this.chunkOffset + index);
    return this.left === 0 ? this.takePayload(chunk, index) : index;
  }

  /** The same for a head that is long, or in pieces. */
  private takeCutHead(chunk: Uint8Array, from: number): number {
    let index = from;
    while (index < chunk.length) {
      this.headBytes[this.headLength++] = chunk[index++] ?? 0;
      if (this.headLength < 2) continue;
      const second = this.headBytes[1] ?? 0;
      if ((second & MASKED) !== 0) throw new ProtocolViolation("a server's frame is masked");
      const needed = second === LENGTH_64 ? 10 : second === LENGTH_16 ? 4 : 2;
      if (this.headLength < needed) continue;
      this.headLength = 0;
      this.begin(this.headBytes[0] ?? 0, this.lengthOf(second), this.chunkOffset + index);
      return this.left === 0 ? this.takePayload(chunk, index) : index;
    }
    return index;
  }

  private lengthOf(second: number): number {
    if (second < LENGTH_16) return second;
    const byte2 = this.headBytes[2] ?? 0;
    if (second === LENGTH_16) return byte2 * 256 + (this.headBytes[3] ?? 0);
    if (byte2 >= 0x80) throw new ProtocolViolation("a frame's length is negative");
    return this.headBytes.subarray(2, 10).reduce((length, byte) => length * 256 + byte, 0);
  }

  private begin(first: number, length: number, offset: number): void {
    const opcode = first & 0x0f;
    const compressed = (first & COMPRESSED) !== 0;
    this.opcode = opcode;
    this.fin = (first & FIN) !== 0;
    this.left = length;
    if ((first & RESERVED) !== 0) throw new ProtocolViolation("a frame has a reserved bit");
    if (isControl(opcode)) {
      if (opcode > OPCODE.pong) throw new ProtocolViolation(`a frame has the opcode ${opcode}`);
      if (!this.fin || length > MAX_CONTROL_BYTES || compressed) {
        throw new ProtocolViolation("a control frame is in pieces, compressed or longer than 125 bytes");
      }
      return;
    }
    if (opcode > OPCODE.binary) throw new ProtocolViolation(`a frame has the opcode ${opcode}`);
    const isFirst = opcode !== OPCODE.continuation;
    if (isFirst === (this.open !== undefined)) {
      throw new ProtocolViolation("a message begins within another, or goes on without a beginning");
    }
    if (compressed && !(isFirst && this.options.deflate)) {
      throw new ProtocolViolation("a frame is compressed, which was not agreed upon");
    }
    if (isFirst) this.open = { binary: opcode === OPCODE.binary, compressed, offset };
    this.grow(length);
  }

  private grow(length: number): void {
    const { limits } = this.options;
    this.size += length;
    if (this.skipping || this.size <= limits.maxFrameBytes) return;
    if (!passesOversize(limits)) throw new FrameTooLargeError(limits.maxFrameBytes);
    this.skipping = true;
    const kept = this.pending.view();
    this.pending.clear();
    this.head.add(kept, 0, kept.length);
  }

  /** Takes what the chunk has of the frame's payload. Returns where the next frame begins, or the end of the chunk. */
  private takePayload(chunk: Uint8Array, from: number): number {
    const end = Math.min(from + this.left, chunk.length);
    this.left -= end - from;
    const isWhole = this.left === 0;
    if (isWhole) this.left = -1;
    if (isControl(this.opcode)) {
      this.control.append(chunk, from, end);
      if (isWhole) this.endControl();
    } else if (isWhole && this.fin) this.endMessage(chunk, from, end);
    else this.keep(chunk, from, end);
    return end;
  }

  private endControl(): void {
    const payload = this.control.view().slice();
    this.control.clear();
    this.over = this.opcode === OPCODE.close;
    this.options.onControl(this.opcode, payload);
  }

  private keep(chunk: Uint8Array, from: number, end: number): void {
    if (this.skipping) this.head.add(chunk, from, end);
    else this.pending.append(chunk, from, end);
  }

  private endMessage(chunk: Uint8Array, from: number, end: number): void {
    const { open, size } = this;
    if (open === undefined) return;
    this.open = undefined;
    this.size = 0;
    if (this.skipping) {
      this.skipping = false;
      this.head.add(chunk, from, end);
      this.options.onOversize({ bytes: size, offset: open.offset, head: this.head.take() });
    } else if (this.pending.length === 0) this.emit(chunk, from, end, open);
    else {
      this.pending.append(chunk, from, end);
      this.pending.take(0, (source, start, stop) => this.emit(source, start, stop, open));
    }
  }

  private emit(source: Uint8Array, start: number, end: number, open: OpenMessage): void {
    const { binary, compressed, offset } = open;
    const payload = source.subarray(start, end);
    this.options.onMessage({ kind: "message", payload, binary, compressed, offset });
  }
}
