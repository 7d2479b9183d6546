import { type Connected, connect, targetOf } from "./connect.ts";
import { type EndSignal, matchFrame } from "./end-signal.ts";
import { StreamConsumedError, StreamError, StreamIdleError, StreamOptionError } from "./errors.ts";
import { chunks } from "./framing/chunks.ts";
import type { FrameDecoder } from "./framing/decoder.ts";
import type { Frame } from "./framing/frame.ts";
import { DEFAULT_CONNECT_TIMEOUT_MS, DEFAULT_IDLE_TIMEOUT_MS, MAX_TIMEOUT_MS } from "./limits.ts";
import { StallGuard } from "./stall-guard.ts";
import { type Clock, systemClock } from "./system.ts";
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
  bytesReceived = 0;
  private readonly options: OpenStreamOptions;
  private readonly url: URL;
  private readonly clock: Clock;
  private readonly idleTimeoutMs: () => number;
  private readonly connectTimeoutMs: number;
  private readonly endSignals: readonly EndSignal[];
  private readonly frameSignals: readonly EndSignal[];
  private readonly decoder: FrameDecoder;
  private readonly accept: string;
  private readonly closing = new AbortController();
  private readonly abort: AbortSignal;
  private connecting: Promise<Connected | undefined> | undefined;
  private live: Connected | undefined;
  private stopped = false;
  private failed = false;
  /** The frame that its consumer has in hand, while others of its batch wait behind it. */
  private handedOver: Frame | undefined;
  private consumed = false;

  constructor(options: OpenStreamOptions) {
    const { endSignals = [], format = chunks(), maxFrameBytes, signal } = options;
    this.options = options;
    this.url = httpUrl(options.url);
    this.clock = options.clock ?? systemClock;
    this.idleTimeoutMs = idleLimit(options.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS);
    this.connectTimeoutMs = duration(
      "connectTimeoutMs",
      options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS,
      1,
    );
    this.endSignals = endSignals;
    this.frameSignals = endSignals.filter(({ kind }) => kind !== "status");
    this.decoder = format.decoder(maxFrameBytes === undefined ? {} : { maxFrameBytes });
    this.accept = format.accept;
    this.abort = signal === undefined ? this.closing.signal : AbortSignal.any([signal, this.closing.signal]);
  }

  get lastEventId(): string | undefined {
    return this.handedOver === undefined ? this.decoder.lastEventId : this.handedOver.lastEventId;
  }

  get retryMs(): number | undefined {
    return this.decoder.retryMs;
  }

  async open(): Promise<StreamResponse | undefined> {
    const connected = await this.connected();
    return connected?.response;
  }

  stop(): void {
    this.stopped = true;
    if (this.live === undefined) this.closing.abort();
    else this.live.body.stop(new Error("the connection was stopped"));
  }

  async close(): Promise<void> {
    this.closing.abort();
    const connected = await this.connecting?.catch((error: unknown) => {
      if (error instanceof StreamError) return undefined;
      throw error;
    });
    await connected?.release();
    if (!this.failed) this.finish ??= this.aborted();
  }

  batches(): AsyncGenerator<Frame[], StreamFinish, void> {
    if (this.consumed) throw new StreamConsumedError();
    this.consumed = true;
    return this.closedOnReturn(this.read());
  }

  [Symbol.asyncIterator](): AsyncGenerator<Frame, StreamFinish, void> {
    return this.closedOnReturn(this.readSingly());
  }

  private async *readSingly(): AsyncGenerator<Frame, StreamFinish, void> {
    const batches = this.batches();
    try {
      for (;;) {
        const step = await batches.next();
        if (step.done) return step.value;
        for (const frame of step.value) {
          this.handedOver = frame;
          yield frame;
        }
        this.handedOver = undefined;
      }
    } finally {
      await batches.return(this.aborted());
    }
  }

  /** A generator that was never started runs no `finally`: leaving it must free the socket all the same. */
  private closedOnReturn<T>(
    generator: AsyncGenerator<T, StreamFinish, void>,
  ): AsyncGenerator<T, StreamFinish, void> {
    const leave = generator.return.bind(generator);
    generator.return = async (value) => {
      const step = await leave(value);
      await this.close();
      return step;
    };
    return generator;
  }

  private async *read(): AsyncGenerator<Frame[], StreamFinish, void> {
    let connected: Connected | undefined;
    try {
      connected = await this.connected();
      if (connected === undefined) return this.finished(this.aborted());
      const { ended } = connected.response;
      if (ended !== undefined) return this.finished({ kind: "ended", signal: ended, bytesReceived: 0 });
      return this.finished(yield* this.readBody(connected));
    } catch (error) {
      this.failed = true;
      throw error;
    } finally {
      await connected?.release();
      if (!this.failed) this.finish ??= this.aborted();
    }
  }

  private async *readBody({ body }: Connected): AsyncGenerator<Frame[], StreamFinish, void> {
    let stalled: StreamIdleError | undefined;
    const guard = new StallGuard(this.clock, this.idleTimeoutMs, (limitMs) => {
      stalled = new StreamIdleError(targetOf(this.url), limitMs);
      body.destroy(stalled);
    });
    try {
      for (;;) {
        guard.wait();
        const chunks = await body.take();
        guard.rest();
        if (stalled !== undefined) throw stalled;
        if (this.abort.aborted) return this.aborted();
        if (chunks === undefined) return this.stopped ? this.aborted() : yield* this.closed(body.cause);
        const ended = yield* this.deliver(chunks);
        if (ended !== undefined) return ended;
      }
    } finally {
      guard.stop();
    }
  }

  /** Hands over the frames that these chunks complete; says when one of them ends the stream. */
  private async *deliver(chunks: Uint8Array[]): AsyncGenerator<Frame[], StreamFinish | undefined, void> {
    const frames: Frame[] = [];
    let fault: { error: unknown } | undefined;
    try {
      for (const chunk of chunks) {
        this.bytesReceived += chunk.length;
        this.decoder.decode(chunk, frames);
      }
    } catch (error) {
      fault = { error };
    }
    const ended = yield* this.handOver(frames);
    if (ended === undefined && fault !== undefined) throw fault.error;
    return ended;
  }

  private async *handOver(frames: Frame[]): AsyncGenerator<Frame[], StreamFinish | undefined, void> {
    for (const [index, candidate] of this.frameSignals.length === 0 ? [] : frames.entries()) {
      const match = matchFrame(this.frameSignals, candidate);
      if (match === undefined) continue;
      const { signal, frame, before } = match;
      const earlier = [...frames.slice(0, index), ...(before === undefined ? [] : [before])];
      if (earlier.length > 0) yield earlier;
      return { kind: "ended", signal, frame, bytesReceived: this.bytesReceived };
    }
    if (frames.length > 0) yield frames;
    return undefined;
  }

  private async *closed(cause?: Error): AsyncGenerator<Frame[], StreamFinish, void> {
    const last: Frame[] = [];
    const truncated = this.decoder.end(last);
    const ended = yield* this.handOver(last);
    return (
      ended ?? {
        kind: "closed",
        clean: cause === undefined,
        bytesReceived: this.bytesReceived,
        ...(truncated === undefined ? {} : { truncated }),
        ...(cause === undefined ? {} : { cause }),
      }
    );
  }

  private connected(): Promise<Connected | undefined> {
    this.connecting ??= this.connect();
    return this.connecting;
  }

  private async connect(): Promise<Connected | undefined> {
    if (this.abort.aborted) return undefined;
    try {
      this.live = await connect({
        url: this.url,
        headers: this.options.headers,
        accept: this.accept,
        endSignals: this.endSignals,
        connectTimeoutMs: this.connectTimeoutMs,
        dispatcher: this.options.dispatcher,
        clock: this.clock,
        signal: this.abort,
      });
      const { body } = this.live;
      this.abort.addEventListener("abort", () => body.destroy(new Error("aborted by the caller")), {
        once: true,
      });
      return this.live;
    } catch (error) {
      if (this.abort.aborted) return undefined;
      throw error;
    }
  }

  private finished(finish: StreamFinish): StreamFinish {
    this.finish = finish;
    return finish;
  }

  private aborted(): StreamFinish {
    return { kind: "aborted", bytesReceived: this.bytesReceived };
  }
}

function httpUrl(url: string | URL): URL {
  if (!URL.canParse(String(url))) {
    throw new StreamOptionError(
      "the url is not a URL: it must be absolute, such as https://example.com/stream",
    );
  }
  const parsed = new URL(url);
  if (parsed.protocol !== "http:" && parsed.protocol !== "https:") {
    throw new StreamOptionError(`the url's protocol is ${parsed.protocol} allowed are http: and https:`);
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new StreamOptionError(
      "the url holds a user name or password: give an authorization header instead",
    );
  }
  return parsed;
}

function idleLimit(given: number | (() => number)): () => number {
  if (typeof given === "function") return () => duration("idleTimeoutMs", given(), 0);
  const limitMs = duration("idleTimeoutMs", given, 0);
  return () => limitMs;
}

function duration(name: string, valueMs: number, leastMs: number): number {
  if (!(valueMs >= leastMs && valueMs <= MAX_TIMEOUT_MS)) {
    throw new StreamOptionError(
      `${name} is ${valueMs}: it must be ${leastMs} to ${MAX_TIMEOUT_MS} milliseconds`,
    );
  }
  return valueMs;
}
