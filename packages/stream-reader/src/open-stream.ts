import { type Connected, type ConnectRequest, connect } from "./connect.ts";
import { StreamConsumedError, StreamError } from "./errors.ts";
import { chunks } from "./framing/chunks.ts";
import type { FrameDecoder } from "./framing/decoder.ts";
import type { Frame } from "./framing/frame.ts";
import { publish } from "./http/diagnostics.ts";
import { FrameReading } from "./http/frame-reading.ts";
import { targetOf } from "./http/http-url.ts";
import { connectRequest, idleLimit } from "./http/read-options.ts";
import { StreamIterator } from "./http/stream-iterator.ts";
import { DEFAULT_IDLE_TIMEOUT_MS } from "./limits.ts";
import { type FrameMatcher, frameMatchers } from "./match-end-signal.ts";
import type { OpenStreamOptions, StreamConnection, StreamFinish, StreamResponse } from "./types.ts";

/**
 * Opens one HTTP connection to a stream. Nothing is requested before `open()` or the first step of an iteration.
 *
 * @example
 * const stream = openStream({ url, format: sse(), endSignals: [endOnData("[DONE]")] });
 * for await (const frame of stream) console.log(frame.text);
 * console.log(stream.finish);
 *
 * @throws StreamOptionError when an option cannot be used
 */
export function openStream(options: OpenStreamOptions): StreamConnection {
  return new HttpStream(options);
}

class HttpStream implements StreamConnection {
  finish: StreamFinish | undefined;
  private readonly request: ConnectRequest;
  private readonly idleTimeoutMs: () => number;
  private readonly frameSignals: readonly FrameMatcher[];
  private readonly decoder: FrameDecoder;
  private readonly closing = new AbortController();
  private readonly signal: AbortSignal | undefined;
  private connecting: Promise<Connected | undefined> | undefined;
  private live: Connected | undefined;
  private reading: FrameReading | undefined;
  private left = false;
  private failed = false;
  private consumed = false;
  /** The batch whose frames are handed over one by one, and how many of them have been. */
  private batch: Frame[] = [];
  private taken = 0;

  constructor(options: OpenStreamOptions) {
    const { endSignals = [], format = chunks(), maxFrameBytes, onOversize, lastEventId, signal } = options;
    this.signal = signal;
    this.request = connectRequest(options, format, this.closing.signal);
    this.idleTimeoutMs = idleLimit(options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS);
    this.frameSignals = frameMatchers(endSignals);
    this.decoder = format.decoder({ maxFrameBytes, onOversize, lastEventId });
  }

  get bytesReceived(): number {
    return this.live?.raw.bytesReceived ?? 0;
  }

  get lastEventId(): string | undefined {
    const inHand = this.batch[this.taken - 1];
    return inHand === undefined ? this.decoder.lastEventId : inHand.lastEventId;
  }

  get retryMs(): number | undefined {
    return this.decoder.retryMs;
  }

  async open(): Promise<StreamResponse | undefined> {
    const connected = await this.connected();
    return connected?.response;
  }

  stop(): void {
    if (this.live === undefined) this.leave();
    else this.live.raw.stop(new Error("the connection was stopped"));
  }

  async close(): Promise<void> {
    this.leave();
    const connected = await this.connecting?.catch((error: unknown) => {
      if (error instanceof StreamError) return undefined;
      throw error;
    });
    if (!this.failed && this.finish === undefined) this.finished(this.aborted());
    await this.release(connected);
  }

  batches(): AsyncGenerator<Frame[], StreamFinish, void> {
    return this.iterator({ ready: () => undefined, pull: () => this.nextBatch() });
  }

  [Symbol.asyncIterator](): AsyncGenerator<Frame, StreamFinish, void> {
    return this.iterator({ ready: () => this.nextOfBatch(), pull: () => this.nextFrame() });
  }

  private iterator<T>(source: { ready(): T | undefined; pull(): Promise<T | undefined> }) {
    if (this.consumed) throw new StreamConsumedError();
    this.consumed = true;
    return new StreamIterator({
      ...source,
      leave: () => this.close(),
      finish: () => this.finish ?? this.aborted(),
    });
  }

  private nextOfBatch(): Frame | undefined {
    if (this.left || this.taken >= this.batch.length) return undefined;
    return this.batch[this.taken++];
  }

  private async nextFrame(): Promise<Frame | undefined> {
    this.batch = [];
    this.taken = 0;
    this.batch = (await this.nextBatch()) ?? [];
    return this.nextOfBatch();
  }

  private async nextBatch(): Promise<Frame[] | undefined> {
    if (this.finish !== undefined) return undefined;
    try {
      const step = await this.step();
      if (Array.isArray(step)) return step;
      this.finished(step);
    } catch (error) {
      this.failedWith(error);
      await this.release(this.live);
      throw error;
    }
    await this.release(this.live);
    return undefined;
  }

  private async step(): Promise<Frame[] | StreamFinish> {
    const connected = this.live ?? (await this.connected());
    if (connected === undefined) return this.aborted();
    const { ended } = connected.response;
    if (ended !== undefined) return { kind: "ended", signal: ended, bytesReceived: 0 };
    this.reading ??= new FrameReading(connected, {
      decoder: this.decoder,
      frameSignals: this.frameSignals,
      clock: this.request.clock,
      idleTimeoutMs: this.idleTimeoutMs,
      target: targetOf(this.request.url),
    });
    const step = await this.reading.next();
    return this.left ? this.aborted() : step;
  }

  private connected(): Promise<Connected | undefined> {
    this.connecting ??= this.connect();
    return this.connecting;
  }

  private async connect(): Promise<Connected | undefined> {
    if (this.signal?.aborted) this.leave();
    if (this.left) return undefined;
    this.signal?.addEventListener("abort", this.leave, { once: true });
    try {
      this.live = await connect(this.request);
      if (this.left) await this.release(this.live);
      return this.left ? undefined : this.live;
    } catch (error) {
      this.signal?.removeEventListener("abort", this.leave);
      if (this.left) return undefined;
      this.failedWith(error);
      throw error;
    }
  }

  private readonly leave = (): void => {
    this.left = true;
    this.closing.abort();
    this.live?.raw.destroy(new Error("aborted by the caller"));
  };

  private async release(connected: Connected | undefined): Promise<void> {
    this.reading?.stop();
    this.signal?.removeEventListener("abort", this.leave);
    await connected?.release();
  }

  private finished(finish: StreamFinish): void {
    if (this.finish !== undefined) return;
    this.finish = finish;
    const { kind, bytesReceived } = finish;
    const { clean, reason } = kind === "closed" ? finish : { clean: undefined, reason: undefined };
    const target = targetOf(this.request.url);
    publish("closed", () => ({ target, kind, clean, reason, bytesReceived }));
  }

  private failedWith(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    publish("error", () => ({
      target: targetOf(this.request.url),
      code: error instanceof StreamError ? error.code : undefined,
      message: error instanceof Error ? error.message : String(error),
      bytesReceived: this.bytesReceived,
    }));
  }

  private aborted(): StreamFinish {
    return { kind: "aborted", bytesReceived: this.bytesReceived };
  }
}
