import type { EndSignal } from "../end-signals/end-signal.ts";
import { StreamEventTimeoutError, StreamIdleError } from "../errors/body-errors.ts";
import { FrameInvalidError } from "../errors/frame-errors.ts";
import type { StreamError } from "../errors/stream-error.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { FrameDecoder, TruncatedRecord } from "../framing/frames/frame-format.ts";
import type { TypeRule } from "../http/response/content-type.ts";
import { shownExcerpt } from "../http/response/shown-excerpt.ts";
import type { Clock } from "../system.ts";
import { StallGuard } from "../timeouts/stall-guard.ts";
import type { SocketClose } from "../websocket/close-code.ts";
import { BodyFrames, type FrameSource } from "./body-frames.ts";
import type { Connected } from "./connecting/connected.ts";
import { type FrameRules, FrameSieve } from "./frame-sieve.ts";
import { type CloseRules, endOfSocket } from "./socket-end.ts";
import type { StreamFinish } from "./stream-connection.ts";

/** A body whose own end has come: how its connection ends does not count. */
const WHOLE = { cause: undefined, reason: undefined };

/** What reading a connection needs beside it. */
export interface FrameReadingOptions {
  readonly decoder: FrameDecoder;
  /** What is no event among the frames. */
  readonly rules: FrameRules;
  readonly clock: Clock;
  /** A proper close, when it ends the stream. */
  readonly closeSignal: EndSignal | undefined;
  readonly endSignals: readonly EndSignal[];
  readonly idleTimeoutMs: () => number;
  /** 0 is none. */
  readonly eventTimeoutMs: number;
  /** Which bodies are a stream. */
  readonly types: TypeRule;
  /** For messages. */
  readonly target: string;
}

/** The frames of one connection, batch by batch. */
export class FrameReading {
  private readonly connected: Connected;
  private readonly decoder: FrameDecoder;
  private readonly sieve: FrameSieve;
  private readonly closeSignal: EndSignal | undefined;
  private readonly guard: StallGuard;
  private readonly eventGuard: StallGuard | undefined;
  private readonly source: FrameSource;
  private readonly closeRules: CloseRules;
  private stalled: StreamError | undefined;
  /** What comes after the frames that are still to be handed over. */
  private last: { readonly finish: StreamFinish } | { readonly error: unknown } | undefined;

  constructor(connected: Connected, options: FrameReadingOptions) {
    const { clock, idleTimeoutMs, eventTimeoutMs, target } = options;
    const { webSocket } = connected;
    this.connected = connected;
    this.decoder = options.decoder;
    const shown = (text: string) => shownExcerpt(text, connected.request);
    this.sieve = new FrameSieve(options.rules, target, shown, webSocket?.reply);
    this.closeSignal = options.closeSignal;
    this.closeRules = { endSignals: options.endSignals, control: options.rules.control };
    this.source = webSocket?.frames(this.decoder) ?? new BodyFrames(connected, this.decoder, options.types);
    const stall = (error: StreamError) => {
      this.stalled ??= error;
      connected.raw.destroy(error);
    };
    this.guard = new StallGuard(clock, idleTimeoutMs, (limitMs) =>
      stall(new StreamIdleError(target, limitMs)),
    );
    const onEventTimeout = (limitMs: number) => stall(new StreamEventTimeoutError(target, limitMs));
    if (eventTimeoutMs > 0) this.eventGuard = new StallGuard(clock, () => eventTimeoutMs, onEventTimeout);
    connected.raw.guard = this.guard;
  }

  /**
   * The frames that have come since the last call, never none, or how reading finished.
   *
   * @throws StreamIdleError, StreamEventTimeoutError, StreamContentTypeError, StreamDecodeError, StreamExpansionError,
   *   StreamFailureError, StreamRestartError, what the decoder throws; after the frames that came before the fault
   */
  next(): Promise<Frame[] | StreamFinish> {
    return this.eventGuard === undefined ? this.nextBatch() : this.nextWithin(this.eventGuard);
  }

  /** Control frames are no events: the wait for one goes on after them. */
  private async nextWithin(guard: StallGuard): Promise<Frame[] | StreamFinish> {
    guard.wait();
    let isQuiet = false;
    try {
      const step = await this.nextBatch();
      isQuiet = Array.isArray(step) && step.every(({ control }) => control !== undefined);
      return step;
    } finally {
      if (isQuiet) guard.hold();
      else guard.rest();
    }
  }

  private async nextBatch(): Promise<Frame[] | StreamFinish> {
    while (this.last === undefined) {
      const frames: Frame[] = [];
      const isOver = await this.pull(frames);
      if (this.stalled !== undefined) throw this.stalled;
      if (isOver || (this.last === undefined && this.decoder.isOver)) this.end(frames);
      const batch = this.sifted(frames);
      if (batch.length > 0) return batch;
    }
    if ("error" in this.last) throw this.last.error;
    return this.last.finish;
  }

  /** No more is wanted: the guard's timer is let go. */
  stop(): void {
    this.guard.stop();
    this.eventGuard?.stop();
  }

  /** Whether no more bytes come. What is wrong with those that came is heard after their frames. */
  private async pull(frames: Frame[]): Promise<boolean> {
    try {
      return !(await this.source.pull(frames));
    } catch (error) {
      this.last = { error };
      return false;
    }
  }

  private end(frames: Frame[]): void {
    const { raw, body, webSocket } = this.connected;
    const { bytesReceived } = raw;
    if (raw.stopped) {
      this.last = { finish: { kind: "aborted", bytesReceived } };
      return;
    }
    const { closed } = webSocket ?? {};
    if (closed !== undefined && this.endsWith(closed)) return;
    const { cause, reason } = this.decoder.isOver ? WHOLE : body;
    const truncated = cause === undefined ? this.unfinished(frames) : this.cutOff();
    if (cause === undefined && truncated === undefined && this.closeSignal !== undefined) {
      this.last = { finish: { kind: "ended", signal: this.closeSignal, bytesReceived } };
      return;
    }
    this.last = {
      finish: {
        kind: "closed",
        clean: cause === undefined,
        bytesReceived,
        ...(truncated === undefined ? {} : { truncated }),
        ...(reason === undefined ? {} : { reason }),
        ...(cause === undefined ? {} : { cause }),
        ...(closed === undefined ? {} : { closeCode: closed.code, closeReason: closed.reason }),
      },
    };
  }

  /** Whether the code of a WebSocket's close says more than that this connection is over. */
  private endsWith(closed: SocketClose): boolean {
    const { raw, request } = this.connected;
    try {
      const signal = endOfSocket(closed, this.closeRules, request);
      if (signal !== undefined) {
        this.last = { finish: { kind: "ended", signal, bytesReceived: raw.bytesReceived } };
      }
    } catch (error) {
      this.last = { error };
    }
    return this.last !== undefined;
  }

  /** What the end of the bytes cut off; a WebSocket's are messages, of which the last may not be whole. */
  private unfinished(frames: Frame[]): TruncatedRecord | undefined {
    const bytes = this.connected.webSocket?.cutOff;
    return bytes === undefined ? this.decoder.end(frames) : { bytes };
  }

  /** What a break cut off. A format that takes a last record without a terminator would take half of one for whole. */
  private cutOff(): TruncatedRecord | undefined {
    const accepted: Frame[] = [];
    try {
      const truncated = this.unfinished(accepted);
      return truncated ?? accepted.map(({ bytes }) => ({ bytes }))[0];
    } catch (error) {
      if (error instanceof FrameInvalidError) return { bytes: error.bytes };
      throw error;
    }
  }

  /** The frames before the first that ends the reading. */
  private sifted(batch: Frame[]): Frame[] {
    const { frames, last } = this.sieve.sift(batch);
    if (last === undefined) return frames;
    const { bytesReceived } = this.connected.raw;
    if ("error" in last) this.last = last;
    else this.last = { finish: { kind: "ended", signal: last.signal, frame: last.frame, bytesReceived } };
    return frames;
  }
}
