import { StreamConnectError, StreamConnectTimeoutError } from "../errors/connect-errors.ts";
import type { Clock } from "../system.ts";

/** What a {@link ConnectDeadline} is made with. */
export interface ConnectDeadlineOptions {
  /** For messages. */
  readonly target: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The caller's: gives up at once. */
  readonly signal: AbortSignal;
}

/** Gives connecting up after `timeoutMs`, or when the caller aborts. It runs from the moment that it is made. */
export class ConnectDeadline {
  private readonly givenUp = Promise.withResolvers<never>();
  private readonly signal: AbortSignal;
  private readonly onAbort: () => void;
  private readonly stopTimer: () => void;

  constructor({ target, timeoutMs, clock, signal }: ConnectDeadlineOptions) {
    const { promise, reject } = this.givenUp;
    promise.catch(() => undefined);
    this.signal = signal;
    this.onAbort = () => reject(new StreamConnectError(target, "aborted by the caller"));
    signal.addEventListener("abort", this.onAbort, { once: true });
    if (signal.aborted) this.onAbort();
    this.stopTimer = clock.startTimer(
      () => reject(new StreamConnectTimeoutError(target, timeoutMs)),
      timeoutMs,
    );
  }

  /**
   * What the work gives, unless it is given up before.
   *
   * @throws StreamConnectTimeoutError, StreamConnectError
   */
  unlessGivenUp<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.givenUp.promise]);
  }

  /** It is met: the rest may take its time. */
  met(): void {
    this.stopTimer();
  }

  /** Lets go of the timer and the signal. */
  release(): void {
    this.stopTimer();
    this.signal.removeEventListener("abort", this.onAbort);
  }
}
