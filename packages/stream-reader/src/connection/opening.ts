import { StreamError } from "../errors/stream-error.ts";
import { connect } from "./connecting/connect.ts";
import type { ConnectRequest } from "./connecting/connect-request.ts";
import type { Connected } from "./connecting/connected.ts";
import type { Outcome } from "./outcome.ts";

/** The one connection of a stream: made when it is first asked for, unless it has been left by then. */
export class Opening {
  /** The connection, once its response's headers are there; also when it was left meanwhile. */
  live: Connected | undefined;
  /** Whether nobody wants it any more. */
  left = false;
  private readonly request: ConnectRequest;
  private readonly signal: AbortSignal | undefined;
  private readonly outcome: Outcome;
  private readonly closing = new AbortController();
  private connecting: Promise<Connected | undefined> | undefined;

  /**
   * @param signal leaves it
   * @param outcome is told when connecting fails
   */
  constructor(request: ConnectRequest, signal: AbortSignal | undefined, outcome: Outcome) {
    this.request = request;
    this.signal = signal;
    this.outcome = outcome;
  }

  /**
   * The connection; undefined when it was left.
   *
   * @throws StreamError what {@link connect} throws
   */
  connected(): Promise<Connected | undefined> {
    this.connecting ??= this.connect();
    return this.connecting;
  }

  /** The connection, if it is made or being made; undefined too when that fails. */
  settled(): Promise<Connected | undefined> | undefined {
    return this.connecting?.catch((error: unknown) => {
      if (error instanceof StreamError) return undefined;
      throw error;
    });
  }

  /** Nobody wants it: it is not made any more, or what waits of it is dropped. */
  readonly leave = (): void => {
    this.left = true;
    this.closing.abort();
    this.live?.raw.destroy(new Error("aborted by the caller"));
  };

  /** No more is to be received; what has been can still be taken. */
  stop(): void {
    if (this.live === undefined) this.leave();
    else this.live.raw.stop(new Error("the connection was stopped"));
  }

  /** Lets go of the caller's signal and of the socket. */
  release(connected: Connected | undefined): Promise<void> | undefined {
    this.signal?.removeEventListener("abort", this.leave);
    return connected?.release();
  }

  private async connect(): Promise<Connected | undefined> {
    if (this.signal?.aborted) this.leave();
    if (this.left) return undefined;
    this.signal?.addEventListener("abort", this.leave, { once: true });
    try {
      this.live = await connect(this.request, this.closing.signal);
      if (this.left) await this.release(this.live);
      return this.left ? undefined : this.live;
    } catch (error) {
      this.signal?.removeEventListener("abort", this.leave);
      if (this.left) return undefined;
      this.outcome.failedWith(error, 0);
      throw error;
    }
  }
}
