import type { OpenStream } from "@unbounded-streams/stream-reader";
import type { System } from "../system.ts";

/** How connects are held apart. */
export interface ConnectGateOptions {
  /** How many may go on at a time. */
  readonly places: number;
  /** A connect that takes longer gives its place back before it has come to anything, in milliseconds. */
  readonly holdMs: number;
  readonly system: Pick<System, "startTimer">;
}

/** Lets a few connect at a time, so that handshakes do not starve each other; first come, first served. */
export class ConnectGate {
  private readonly options: ConnectGateOptions;
  private readonly waiting = new Set<(isIn: boolean) => void>();
  private free: number;

  constructor(options: ConnectGateOptions) {
    this.options = options;
    this.free = options.places;
  }

  /** The same, but each connect waits for its place; one that is given up meanwhile does not. */
  guard(open: OpenStream): OpenStream {
    return (options) => {
      const connection = open(options);
      const connect = connection.open.bind(connection);
      const stop = connection.stop.bind(connection);
      const close = connection.close.bind(connection);
      const giveUp = new AbortController();
      let opened: ReturnType<typeof connect> | undefined;
      connection.open = () => {
        opened ??= this.through(connect, giveUp.signal);
        return opened;
      };
      connection.stop = () => {
        giveUp.abort();
        stop();
      };
      connection.close = () => {
        giveUp.abort();
        return close();
      };
      return connection;
    };
  }

  private async through<T>(connect: () => Promise<T>, giveUp: AbortSignal): Promise<T> {
    const leave = (await this.enter(giveUp)) ? this.leaveOnce() : () => undefined;
    try {
      return await connect();
    } finally {
      leave();
    }
  }

  /** Whether it has taken a place; not so once it is given up. */
  private async enter(giveUp: AbortSignal): Promise<boolean> {
    if (giveUp.aborted) return false;
    if (this.free > 0) {
      this.free -= 1;
      return true;
    }
    return new Promise((resolve) => {
      this.waiting.add(resolve);
      const onAbort = () => {
        if (this.waiting.delete(resolve)) resolve(false);
      };
      giveUp.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Gives the place back, once: when that is asked for, or when it has been held for long. */
  private leaveOnce(): () => void {
    let hasLeft = false;
    const leave = () => {
      if (hasLeft) return;
      hasLeft = true;
      stopTimer();
      this.letNextIn();
    };
    const stopTimer = this.options.system.startTimer(leave, this.options.holdMs);
    return leave;
  }

  /** The place becomes that of the one who waits longest. */
  private letNextIn(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.free += 1;
      return;
    }
    this.waiting.delete(next);
    next(true);
  }
}
