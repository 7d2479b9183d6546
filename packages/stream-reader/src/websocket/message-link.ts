import type { Duplex } from "node:stream";
import { FrameTooLargeError } from "../errors/frame-errors.ts";
import type { FrameLimits } from "../framing/frames/frame-limits.ts";
import type { OversizeRecord } from "../framing/frames/rejected-frame.ts";
import { breakReason } from "../http/network-fault.ts";
import { ResponseBody } from "../http/response/response-body.ts";
import { MAX_UNSENT_REPLY_BYTES } from "../limits.ts";
import { randomBytes } from "../system.ts";
import { CLOSE_CODE, closePayload, meaningOfClose, readClose, type SocketClose } from "./close-code.ts";
import { MessageSplitter, type WireMessage } from "./message-splitter.ts";
import { OPCODE } from "./opcode.ts";
import { maskedFrame } from "./outgoing-frame.ts";

/** What has come in the place of a message. */
export type WireItem =
  | WireMessage
  /** One over the bound was passed over. */
  | { readonly kind: "oversize"; readonly record: OversizeRecord }
  /** Nothing can come after it. */
  | { readonly kind: "fault"; readonly error: Error };

/** What a {@link MessageLink} is made with. */
export interface MessageLinkOptions {
  readonly limits: FrameLimits;
  /** Whether per-message deflate was agreed upon. */
  readonly deflate: boolean;
  /** What broke the socket; undefined when nothing did, or it is not known. */
  readonly socketFault: () => Error | undefined;
}

/**
 * The open connection of a WebSocket. Frames are told apart as their bytes come, so that a ping is answered though messages
 * before it wait; the socket is paused when 256 KiB wait, control frames counted. What is sent is bounded too: a peer that
 * does not read gets no more answers.
 */
export class MessageLink {
  /** The bytes as the network delivers them: what waits, what has come, and how the connection broke. */
  readonly raw: ResponseBody;
  /** How the source closed it; undefined while it has not. */
  closed: SocketClose | undefined;
  private readonly socket: Duplex;
  private readonly splitter: MessageSplitter;
  private readonly socketFault: () => Error | undefined;
  private items: WireItem[] = [];
  private closing = false;

  constructor(socket: Duplex, { limits, deflate, socketFault }: MessageLinkOptions) {
    this.socket = socket;
    this.socketFault = socketFault;
    this.raw = new ResponseBody({
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      abort: () => this.leave(CLOSE_CODE.normal),
    });
    this.splitter = new MessageSplitter({
      limits,
      deflate,
      onMessage: (message) => this.items.push(message),
      onOversize: (record) => this.items.push({ kind: "oversize", record }),
      onControl: (opcode, payload) => this.take(opcode, payload),
    });
    socket.on("error", () => this.socket.destroy());
    socket.on("data", (chunk: Uint8Array) => this.feed(chunk));
    socket.on("end", () => this.ended());
    socket.on("close", () => this.ended());
  }

  /** What has come of a message that is not complete. */
  get cutOff(): Uint8Array | undefined {
    return this.splitter.cutOff;
  }

  /** The messages that have come since the last call. */
  takeItems(): WireItem[] {
    const { items } = this;
    this.items = [];
    return items;
  }

  /** Sends a text message; one that is only an answer is left out when the peer does not read. */
  send(text: string, isAnswer = false): void {
    if (!isAnswer || this.socket.writableLength < MAX_UNSENT_REPLY_BYTES) {
      this.write(OPCODE.text, new TextEncoder().encode(text));
    }
  }

  /** Says that it is over, and lets go of the socket at once: nobody waits for an answer. */
  leave(code: number): void {
    if (!this.closing && this.socket.writableLength === 0) this.write(OPCODE.close, closePayload(code));
    this.closing = true;
    this.socket.destroy();
  }

  private feed(chunk: Uint8Array): void {
    if (this.closing) return;
    try {
      this.splitter.feed(chunk);
    } catch (error) {
      this.raw.push(chunk);
      this.fail(error as Error);
      return;
    }
    this.raw.push(chunk);
    if (this.closed !== undefined) this.close(this.closed);
  }

  /** What came cannot be read on: the source is told why. */
  private fail(error: Error): void {
    if (error instanceof FrameTooLargeError) {
      this.items.push({ kind: "fault", error });
      this.raw.finish();
      this.leave(CLOSE_CODE.tooLarge);
      return;
    }
    this.raw.finish({ cause: error, reason: "malformed" });
    this.leave(CLOSE_CODE.protocolError);
  }

  private take(opcode: number, payload: Uint8Array): void {
    if (opcode === OPCODE.close) this.closed = readClose(payload);
    else if (opcode === OPCODE.ping && this.socket.writableLength < MAX_UNSENT_REPLY_BYTES) {
      this.write(OPCODE.pong, payload);
    }
  }

  private close({ code }: SocketClose): void {
    if (meaningOfClose(code) !== "lost") this.raw.finish();
    else {
      const cause = new Error(`the source closed the WebSocket with code ${code}`);
      this.raw.finish({ cause, reason: "close-code" });
    }
    this.leave(code === CLOSE_CODE.noStatus ? CLOSE_CODE.normal : code);
  }

  /** The socket is gone without a close frame. */
  private ended(): void {
    const fault = this.socketFault() ?? this.socket.errored ?? undefined;
    const cause = fault ?? new Error("the connection ended without a close frame");
    this.raw.finish({ cause, reason: fault === undefined ? "incomplete" : breakReason(fault) });
    this.closing = true;
    this.socket.destroy();
  }

  private write(opcode: number, payload: Uint8Array): void {
    if (this.closing || this.socket.destroyed) return;
    this.socket.write(maskedFrame(opcode, payload, randomBytes(4)));
  }
}
