import type { StreamResponse } from "../../connection/connecting/connected.ts";
import type { OpenStreamOptions } from "../../connection/open-stream-options.ts";
import type { StreamConnection } from "../../connection/stream-connection.ts";
import { StreamError } from "../../errors/stream-error.ts";
import { HANDSHAKE_ANSWER_TIMEOUT_MS, MAX_HANDSHAKE_ANSWER_BYTES } from "../../limits.ts";
import type { Clock } from "../../system.ts";
import { isOfOrigin } from "../requests/request-url.ts";
import { KeptHeaders, type KeptValues } from "./kept-headers.ts";

/** What a {@link Session} is made with. */
export interface SessionOptions {
  readonly keepHeaders: readonly string[];
  /** What another process has kept. */
  readonly kept: KeptValues | undefined;
  readonly open: (options: OpenStreamOptions) => StreamConnection;
  readonly clock: Clock;
  /** Gives a handshake up. */
  readonly signal: AbortSignal;
}

/**
 * What a source has to be told, and tells, before it sends a stream: requests whose answers are thrown away, and headers of
 * its answers that each request after has. It holds over connections until the source has forgotten it.
 */
export class Session {
  private readonly options: SessionOptions;
  private readonly kept: KeptHeaders;
  private isMade: boolean;
  /** Whether the last request had headers that the source gave. */
  private carried = false;

  constructor(options: SessionOptions) {
    this.options = options;
    this.kept = new KeptHeaders(options.keepHeaders, options.kept);
    this.isMade = !this.kept.isEmpty;
  }

  /** Whether the last request had headers that the source gave. */
  get wasCarried(): boolean {
    return this.carried;
  }

  /** What another process goes on with; undefined when that is nothing. */
  get history(): KeptValues | undefined {
    return this.isMade && !this.kept.isEmpty ? this.kept.all : undefined;
  }

  /** The headers of a request that is made now. */
  readonly headers = (): Record<string, string> => {
    this.carried = !this.kept.isEmpty;
    return this.kept.all;
  };

  /**
   * Makes the requests, one after the other, unless they have been made.
   *
   * @param handshake each made when it is its turn
   * @throws StreamError when one is not answered with 2xx; the next call begins anew then
   */
  async begin(handshake: readonly (() => OpenStreamOptions)[]): Promise<void> {
    this.carried = false;
    if (this.isMade) return;
    if (handshake.length > 0) this.kept.forget();
    for (const request of handshake) {
      if (!(await this.ask(request()))) return;
    }
    this.isMade = true;
  }

  /**
   * Takes the headers of an answer, unless a redirect led to another origin for it: what that gives is not for this one.
   *
   * @param asked where the request went
   */
  answered({ headers, url }: Pick<StreamResponse, "headers" | "url">, asked: string | URL): void {
    if (isOfOrigin(url, asked)) this.kept.take(headers);
  }

  /** The source does not know it any more. */
  forget(): void {
    this.kept.forget();
    this.isMade = false;
  }

  /** Whether it was answered; false when it was given up. */
  private async ask(request: OpenStreamOptions): Promise<boolean> {
    const { open, clock, signal } = this.options;
    const connection = open({ ...request, signal });
    try {
      const response = await connection.open();
      if (response === undefined) return false;
      this.answered(response, request.url);
      await readAway(connection, clock);
      return !signal.aborted;
    } finally {
      await connection.close();
    }
  }
}

/** Reads an answer as far as it may be long, and may take. That it came counts, not how it ends. */
async function readAway(connection: StreamConnection, clock: Clock): Promise<void> {
  const stopTimer = clock.startTimer(() => connection.stop(), HANDSHAKE_ANSWER_TIMEOUT_MS);
  try {
    let bytes = 0;
    for await (const frames of connection.batches()) {
      for (const frame of frames) bytes += frame.bytes.length;
      if (bytes > MAX_HANDSHAKE_ANSWER_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
  } finally {
    stopTimer();
  }
}
