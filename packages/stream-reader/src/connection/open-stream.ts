import { frameMatchers } from "../end-signals/frame-matchers.ts";
import { closeSignal } from "../end-signals/match-close.ts";
import { StreamConsumedError } from "../errors/caller-errors.ts";
import type { Frame } from "../framing/frames/frame.ts";
import type { FrameDecoder } from "../framing/frames/frame-format.ts";
import { targetOf } from "../http/request/http-url.ts";
import { eventLimitMs, idleLimit } from "../timeouts/timeout-options.ts";
import type { Connected, StreamResponse } from "./connecting/connected.ts";
import { FrameReading, type FrameReadingOptions } from "./frame-reading.ts";
import { assertOpenStreamOptions } from "./open-stream-names.ts";
import type { OpenStreamOptions } from "./open-stream-options.ts";
import { Opening } from "./opening.ts";
import { Outcome } from "./outcome.ts";
import { connectRequest, deliversControl, formatOf } from "./read-options.ts";
import { SingleFrames } from "./single-frames.ts";
import type { StreamConnection, StreamFinish } from "./stream-connection.ts";
import { StreamIterator } from "./stream-iterator.ts";

/**
 * Opens one connection to a stream, over HTTP or a WebSocket, as the URL says. Nothing is requested before `open()` or the first step of an iteration.
 *
 * @example
 * const stream = openStream({ url, format: sse(), endSignals: [endOnData("[DONE]")] });
 * for await (const frame of stream) console.log(frame.text);
 * console.log(stream.finish);
 *
 * @throws StreamOptionError when an option cannot be used
 */
export function openStream(options: OpenStreamOptions): StreamConnection {
  assertOpenStreamOptions(options);
  return new HttpStream(options);
}

class HttpStream implements StreamConnection {
  private readonly opening: Opening;
  private readonly outcome: Outcome;
  private readonly readingOptions: Omit<FrameReadingOptions, "decoder">;
  private readonly decoderOf: (contentType?: string) => FrameDecoder;
  private decoder: FrameDecoder;
  private readonly singly = new SingleFrames();
  private reading: FrameReading | undefined;
  private consumed = false;

  constructor(options: OpenStreamOptions) {
    const { endSignals = [], maxFrameBytes, onOversize, rejected, lastEventId, signal } = options;
    const idleTimeoutMs = idleLimit(options.idleTimeoutMs);
    const format = formatOf(options);
    const request = connectRequest(options, format, idleTimeoutMs);
    const target = targetOf(request.url);
    this.readingOptions = {
      idleTimeoutMs,
      eventTimeoutMs: eventLimitMs(options.eventTimeoutMs),
      rules: {
        signals: frameMatchers(endSignals),
        control: request.control,
        delivers: deliversControl(options.controlFrames),
      },
      closeSignal: closeSignal(endSignals),
      endSignals,
      types: request.types,
      clock: request.clock,
      target,
    };
    this.decoderOf = (contentType) =>
      format.decoder({ maxFrameBytes, onOversize, rejected, lastEventId, contentType });
    this.decoder = this.decoderOf();
    this.outcome = new Outcome(target);
    this.opening = new Opening(request, signal, this.outcome);
  }

  get finish(): StreamFinish | undefined {
    return this.outcome.finish;
  }

  get bytesReceived(): number {
    return this.opening.live?.raw.bytesReceived ?? 0;
  }

  get lastEventId(): string | undefined {
    const { inHand } = this.singly;
    return inHand === undefined ? this.decoder.lastEventId : inHand.lastEventId;
  }

  get retryMs(): number | undefined {
    return this.decoder.retryMs;
  }

  async open(): Promise<StreamResponse | undefined> {
    const connected = await this.opening.connected();
    return connected?.response;
  }

  stop(): void {
    this.opening.stop();
  }

  async close(): Promise<void> {
    this.opening.leave();
    const connected = await this.opening.settled();
    if (!this.outcome.failed) this.outcome.finished(this.aborted());
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
    return this.opening.left ? undefined : this.singly.next();
  }

  private async nextFrame(): Promise<Frame | undefined> {
    this.singly.refill();
    this.singly.refill(await this.nextBatch());
    return this.nextOfBatch();
  }

  private async nextBatch(): Promise<Frame[] | undefined> {
    if (this.finish !== undefined) return undefined;
    try {
      const step = await this.step();
      if (Array.isArray(step)) return step;
      this.outcome.finished(step);
    } catch (error) {
      this.outcome.failedWith(error, this.bytesReceived);
      await this.release(this.opening.live);
      throw error;
    }
    await this.release(this.opening.live);
    return undefined;
  }

  private async step(): Promise<Frame[] | StreamFinish> {
    const connected = this.opening.live ?? (await this.opening.connected());
    if (connected === undefined) return this.aborted();
    const { ended } = connected.response;
    if (ended !== undefined) return { kind: "ended", signal: ended, bytesReceived: 0 };
    this.reading ??= this.readingOf(connected);
    const step = await this.reading.next();
    return this.opening.left ? this.aborted() : step;
  }

  private readingOf(connected: Connected): FrameReading {
    const contentType = [connected.response.headers["content-type"]].flat().at(-1);
    if (contentType !== undefined) this.decoder = this.decoderOf(contentType);
    return new FrameReading(connected, { ...this.readingOptions, decoder: this.decoder });
  }

  private async release(connected: Connected | undefined): Promise<void> {
    this.reading?.stop();
    await this.opening.release(connected);
  }

  private aborted(): StreamFinish {
    return { kind: "aborted", bytesReceived: this.bytesReceived };
  }
}
