import { READ_AHEAD_BYTES } from "../../limits.ts";
import type { StallGuard } from "../../timeouts/stall-guard.ts";
import type { BodySource, BreakReason } from "./body-source.ts";

/** What a body can do to the socket that it comes from. */
export interface BodySocket {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** Why a body ended before it was complete. */
export interface BodyBreak {
  readonly cause: Error;
  readonly reason?: BreakReason | undefined;
}

/**
 * The body of a response, or what a WebSocket sends, pulled: the network pushes chunks, the socket is paused when 256 KiB wait, and `take` hands
 * over all that wait. Chunks stay as the network delivered them; none is copied or joined.
 */
export class ResponseBody implements BodySource {
  cause: Error | undefined;
  reason: BreakReason | undefined;
  /** Bytes that have been taken. */
  bytesReceived = 0;
  /** Whether the reader wants no more than what has come. */
  stopped = false;
  /** Watches the waits for bytes. */
  guard: StallGuard | undefined;
  private readonly socket: BodySocket;
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private paused = false;
  private over = false;
  private wake: (() => void) | undefined;

  constructor(socket: BodySocket) {
    this.socket = socket;
  }

  /** The chunks that have come since the last call, in order; waits for one. Undefined when the body is over. */
  async take(): Promise<Uint8Array[] | undefined> {
    while (this.waiting.length === 0) {
      if (this.over) return undefined;
      this.guard?.wait();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.guard?.rest();
    }
    const chunks = this.waiting;
    this.bytesReceived += this.waitingBytes;
    this.waiting = [];
    this.waitingBytes = 0;
    if (this.paused) {
      this.paused = false;
      this.socket.resume();
    }
    return chunks;
  }

  /** The network delivers a chunk. */
  push(chunk: Uint8Array): void {
    if (this.over) return;
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    if (this.waitingBytes >= READ_AHEAD_BYTES && !this.paused) {
      this.paused = true;
      this.socket.pause();
    }
    this.wake?.();
  }

  /** The body is complete, or has broken off. */
  finish(broken?: BodyBreak): void {
    if (this.over) return;
    this.over = true;
    this.cause = broken?.cause;
    this.reason = broken?.reason;
    this.wake?.();
  }

  /** No more is wanted than what has come: that can still be taken, the socket is let go. */
  stop(reason: Error): void {
    this.stopped = true;
    if (this.over) return;
    this.finish();
    this.socket.abort(reason);
  }

  /** Nobody wants the rest: what waits is dropped and the socket is let go. */
  destroy(cause: Error): void {
    this.waiting = [];
    this.waitingBytes = 0;
    if (this.over) return;
    this.finish({ cause });
    this.socket.abort(cause);
  }
}
