import { READ_AHEAD_BYTES } from "./limits.ts";

/** What a body can do to the socket that it comes from. */
export interface BodySocket {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/**
 * The body of a response, pulled: the network pushes chunks, the socket is paused when 64 KiB wait, and `take` hands
 * over all that wait. Chunks stay as the network delivered them; none is copied or joined.
 */
export class ResponseBody {
  /** Why the body is over, when it broke off. */
  cause: Error | undefined;
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
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const chunks = this.waiting;
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

  /** The body is complete, or has broken off for `cause`. */
  finish(cause?: Error): void {
    if (this.over) return;
    this.over = true;
    this.cause = cause;
    this.wake?.();
  }

  /** No more is wanted than what has come: that can still be taken, the socket is let go. */
  stop(reason: Error): void {
    if (this.over) return;
    this.finish();
    this.socket.abort(reason);
  }

  /** Nobody wants the rest: what waits is dropped and the socket is let go. */
  destroy(cause: Error): void {
    this.waiting = [];
    if (this.over) return;
    this.finish(cause);
    this.socket.abort(cause);
  }
}
