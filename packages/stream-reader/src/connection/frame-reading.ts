import type { EndSignal } from "../end-signals/end-signal.ts";
import { StreamEventTimeoutError, StreamIdleError } from "../errors/body-errors.ts";
import { FrameInvalidError } from "../errors/frame-errors.ts";
import { StreamContentTypeError } from "../errors/response-errors.ts";
import type { StreamError } from "../errors/stream-error.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { FrameDecoder, TruncatedRecord } from "../framing/frames/frame-format.ts";
import { targetOf } from "../http/request/http-url.ts";
import { expectationOf, type TypeRule } from "../http/response/content-type.ts";
import { MarkupCheck } from "../http/response/markup-check.ts";
import { excerptOfBytes, shownExcerpt } from "../http/response/shown-excerpt.ts";
import type { Clock } from "../system.ts";
import { StallGuard } from "../timeouts/stall-guard.ts";
import type { Connected } from "./connecting/connected.ts";
import { type FrameRules, FrameSieve } from "./frame-sieve.ts";
import type { StreamFinish } from "./stream-connection.ts";

/** What reading a connection needs beside it. */
export interface FrameReadingOptions {
  readonly decoder: FrameDecoder;
  /** What is no event among the frames. */
  readonly rules: FrameRules;
  readonly clock: Clock;
  /** A proper close, when it ends the stream. */
  readonly closeSignal: EndSignal | undefined;
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
  private readonly types: TypeRule;
  private markup: MarkupCheck | undefined;
  private stalled: StreamError | undefined;
  /** What comes after the frames that are still to be handed over. */
  private last: { readonly finish: StreamFinish } | { readonly error: unknown } | undefined;

  constructor(connected: Connected, options: FrameReadingOptions) {
    const { clock, idleTimeoutMs, eventTimeoutMs, target } = options;
    this.connected = connected;
    this.decoder = options.decoder;
    this.sieve = new FrameSieve(options.rules, target, (text) => shownExcerpt(text, connected.request));
    this.closeSignal = options.closeSignal;
    this.types = options.types;
    if (options.types.refusesMarkup) this.markup = new MarkupCheck();
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
      const chunks = await this.connected.body.take();
      if (this.stalled !== undefined) throw this.stalled;
      if (this.markup !== undefined && chunks !== undefined) this.assertNoMarkup(chunks, this.markup);
      const frames: Frame[] = [];
      if (chunks === undefined) this.end(frames);
      else this.decode(chunks, frames);
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

  /** @throws StreamContentTypeError when the body is a page of markup */
  private assertNoMarkup(chunks: readonly Uint8Array[], markup: MarkupCheck): void {
    const found = chunks.findIndex((chunk) => markup.finds(chunk));
    if (markup.decided) this.markup = undefined;
    if (found === -1) return;
    const { request, response } = this.connected;
    const contentType = [response.headers["content-type"]].flat().at(-1);
    const bodyExcerpt = excerptOfBytes(chunks.slice(found));
    const shown = shownExcerpt(bodyExcerpt, request);
    throw new StreamContentTypeError(
      targetOf(request.url),
      { contentType, bodyExcerpt, shown },
      expectationOf(this.types, contentType),
    );
  }

  private decode(chunks: Uint8Array[], frames: Frame[]): void {
    try {
      for (const chunk of chunks) this.decoder.decode(chunk, frames);
    } catch (error) {
      this.last = { error };
    }
  }

  private end(frames: Frame[]): void {
    const { raw, body } = this.connected;
    const { bytesReceived } = raw;
    if (raw.stopped) {
      this.last = { finish: { kind: "aborted", bytesReceived } };
      return;
    }
    const { cause, reason } = body;
    const truncated = cause === undefined ? this.decoder.end(frames) : this.cutOff();
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
      },
    };
  }

  /** What a break cut off. A format that takes a last record without a terminator would take half of one for whole. */
  private cutOff(): TruncatedRecord | undefined {
    const accepted: Frame[] = [];
    try {
      const truncated = this.decoder.end(accepted);
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
