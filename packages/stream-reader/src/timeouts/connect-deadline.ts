import {
  StreamConnectError,
  StreamConnectTimeoutError,
  StreamHeadersTimeoutError,
} from "../errors/connect-errors.ts";
import type { StreamError } from "../errors/stream-error.ts";
import type { Clock } from "../system.ts";

/** What a {@link ConnectDeadline} is made with. */
export interface ConnectDeadlineOptions {
  /** For messages. */
  readonly target: string;
  readonly connectTimeoutMs: number;
  /** Asked when the first request is on its way; 0 is none. */
  readonly headersTimeoutMs: () => number;
  readonly clock: Clock;
  /** The caller's: gives up at once. */
  readonly signal: AbortSignal;
}

/** A part of connecting with a time of its own, which runs on at the next redirect. */
interface Phase {
  leftMs: number;
  /** Made only when it takes too long: its stack trace is a kilobyte that a quiet connection would keep. */
  readonly error: () => StreamError;
}

/**
 * Gives connecting up when one of its two parts takes too long: making the connection (headers and body that functions make
 * included), or waiting for the response's headers. Or when the caller aborts. It runs from the moment that it is made.
 */
export class ConnectDeadline {
  private readonly options: ConnectDeadlineOptions;
  /** Undefined when it is released: what has waited for it goes with it. */
  private givenUp: PromiseWithResolvers<never> | undefined;
  private readonly connect: Phase;
  private headers: Phase | undefined;
  private stopPhase: () => void = () => undefined;

  constructor(options: ConnectDeadlineOptions) {
    const { target, connectTimeoutMs, signal } = options;
    const givenUp = Promise.withResolvers<never>();
    givenUp.promise.catch(() => undefined);
    this.options = options;
    this.givenUp = givenUp;
    signal.addEventListener("abort", this.onAbort, { once: true });
    if (signal.aborted) this.onAbort();
    this.connect = {
      leftMs: connectTimeoutMs,
      error: () => new StreamConnectTimeoutError(target, connectTimeoutMs),
    };
    this.connecting();
  }

  /**
   * What the work gives, unless it is given up before.
   *
   * @throws StreamConnectTimeoutError, StreamHeadersTimeoutError, StreamConnectError
   */
  unlessGivenUp<T>(work: Promise<T>): Promise<T> {
    return this.givenUp === undefined ? work : Promise.race([work, this.givenUp.promise]);
  }

  /** A connection is being made. */
  connecting(): void {
    this.enter(this.connect);
  }

  /** The request is on its way: its response is waited for. */
  requested(): void {
    const { target, headersTimeoutMs } = this.options;
    if (this.headers === undefined) {
      const limitMs = headersTimeoutMs();
      this.headers = {
        leftMs: limitMs === 0 ? Number.POSITIVE_INFINITY : limitMs,
        error: () => new StreamHeadersTimeoutError(target, limitMs),
      };
    }
    this.enter(this.headers);
  }

  /** It is met: the rest may take its time. */
  met(): void {
    this.stopPhase();
    this.stopPhase = () => undefined;
  }

  /** Lets go of the timer and the signal. */
  release(): void {
    this.met();
    this.options.signal.removeEventListener("abort", this.onAbort);
    this.givenUp = undefined;
  }

  private readonly onAbort = (): void => {
    this.givenUp?.reject(new StreamConnectError(this.options.target, "aborted by the caller"));
  };

  private enter(phase: Phase): void {
    this.met();
    if (phase.leftMs === Number.POSITIVE_INFINITY) return;
    const { clock } = this.options;
    const sinceMs = clock.now();
    const stopTimer = clock.startTimer(() => this.givenUp?.reject(phase.error()), phase.leftMs);
    this.stopPhase = () => {
      stopTimer();
      phase.leftMs = Math.max(0, phase.leftMs - (clock.now() - sinceMs));
    };
  }
}
