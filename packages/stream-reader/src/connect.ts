import type { Dispatcher } from "undici";
import type { EndSignal } from "./end-signal.ts";
import { StreamConnectError, StreamConnectTimeoutError, StreamError, StreamRefusedError } from "./errors.ts";
import { type OwnConnection, ownConnection, type Transport } from "./http/connection.ts";
import { codingsOf } from "./http/content-coding.ts";
import { assertContentType } from "./http/content-type.ts";
import { type BodySource, DecodedBody } from "./http/decoded-body.ts";
import { publish } from "./http/diagnostics.ts";
import { type Answer, type Exchange, startExchange } from "./http/exchange.ts";
import { targetOf } from "./http/http-url.ts";
import { type RedirectPolicy, RedirectTrail } from "./http/redirect.ts";
import { madeBody, madeHeaders, type PlannedRequest } from "./http/request-plan.ts";
import { BODY_EXCERPT_TIMEOUT_MS } from "./limits.ts";
import { matchStatus } from "./match-end-signal.ts";
import { excerptOf, parseRetryAfter } from "./refusal.ts";
import type { ResponseBody } from "./response-body.ts";
import type { Clock } from "./system.ts";
import type { RequestHeaders, RequestOptions, StreamResponse } from "./types.ts";

/** What a request for a stream needs; checked and complete. */
export interface ConnectRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: RequestOptions["headers"];
  /** Headers that the caller's may override. */
  readonly defaultHeaders: RequestHeaders;
  readonly body: RequestOptions["body"];
  readonly redirects: RedirectPolicy;
  readonly endSignals: readonly EndSignal[];
  /** Media types that are a stream; undefined for any. */
  readonly contentTypes: readonly string[] | undefined;
  readonly maxExpansionRatio: number;
  readonly connectTimeoutMs: number;
  readonly transport: Transport;
  readonly dispatcher: Dispatcher | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A response whose headers are there. */
export interface Connected {
  readonly response: StreamResponse;
  /** The body as the network delivers it. */
  readonly raw: ResponseBody;
  /** The body with its content codings undone. */
  readonly body: BodySource;
  /** Lets go of the body and frees the socket. */
  release(): Promise<void>;
}

/**
 * Makes the headers and the request, follows redirects, and waits for the response's headers: all within
 * `connectTimeoutMs`.
 *
 * @throws StreamError: its code says why there is no stream; the socket is freed then. An abort by `signal` surfaces
 *   as a StreamConnectError.
 */
export async function connect(options: ConnectRequest): Promise<Connected> {
  const { url, clock, connectTimeoutMs, signal } = options;
  const target = targetOf(url);
  const givenUp = Promise.withResolvers<never>();
  givenUp.promise.catch(() => undefined);
  const onAbort = () => givenUp.reject(new StreamConnectError(target, "aborted by the caller"));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stopTimer = clock.startTimer(
    () => givenUp.reject(new StreamConnectTimeoutError(target, connectTimeoutMs)),
    connectTimeoutMs,
  );
  const hops = new Hops(options, givenUp.promise);
  try {
    const hop = await hops.follow();
    stopTimer();
    return await connectedOf(hop, hops, options);
  } catch (error) {
    await hops.release(error as Error);
    throw error;
  } finally {
    stopTimer();
    signal.removeEventListener("abort", onAbort);
  }
}

/** A request that was answered. */
interface Hop {
  readonly request: PlannedRequest;
  readonly answer: Answer;
}

/** The requests of one connection, one after the other: each redirect lets go of the one before. */
class Hops {
  private readonly options: ConnectRequest;
  private readonly givenUp: Promise<never>;
  private own: OwnConnection | undefined;
  private exchange: Exchange | undefined;

  constructor(options: ConnectRequest, givenUp: Promise<never>) {
    this.options = options;
    this.givenUp = givenUp;
  }

  /** The first answer that is no redirect. */
  async follow(): Promise<Hop> {
    const { url, method, headers, defaultHeaders, body, redirects, endSignals } = this.options;
    const made = madeHeaders(headers, defaultHeaders);
    let request: PlannedRequest = {
      url,
      method,
      headers: await this.unlessGivenUp(made),
      sendsBody: body !== undefined,
    };
    const trail = new RedirectTrail(redirects, request);
    for (let count = 0; ; count++) {
      const answer = await this.send(request, count);
      if (matchStatus(endSignals, answer.status) !== undefined) return { request, answer };
      const next = trail.next(request, answer.status, answer.headers.location);
      if (next === undefined) return { request, answer };
      await this.release(new Error("redirected"));
      request = next;
    }
  }

  async release(reason: Error): Promise<void> {
    this.exchange?.abandon(reason);
    await this.own?.destroy(reason);
  }

  private async send(request: PlannedRequest, redirects: number): Promise<Answer> {
    const { options } = this;
    const body = request.sendsBody ? await this.unlessGivenUp(madeBody(options.body)) : undefined;
    publish("request", () => ({ target: targetOf(request.url), method: request.method, redirects }));
    this.exchange = startExchange(request, {
      body,
      dispatcher: options.dispatcher ?? this.connectionTo(request.url),
      maxHeaderBytes: options.transport.maxHeaderBytes,
    });
    const answer = await this.unlessGivenUp(this.exchange.answer);
    publish("response", () => ({
      target: targetOf(request.url),
      status: answer.status,
      contentType: single(answer.headers["content-type"]),
      codings: single(answer.headers["content-encoding"]),
    }));
    return answer;
  }

  private connectionTo(url: URL): Dispatcher {
    const { transport } = this.options;
    const { cert, key, passphrase, servername, ...trust } = transport.tls;
    const tls = url.origin === this.options.url.origin ? transport.tls : trust;
    this.own = ownConnection(url, { ...transport, tls });
    return this.own.dispatcher;
  }

  private unlessGivenUp<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.givenUp]);
  }
}

async function connectedOf(
  { request, answer }: Hop,
  hops: Hops,
  options: ConnectRequest,
): Promise<Connected> {
  const { status, headers, body: raw } = answer;
  const target = targetOf(request.url);
  const ended = matchStatus(options.endSignals, status);
  const response: StreamResponse = { status, headers, url: request.url.href, ended };
  const release = () => hops.release(new Error("the connection was given up"));
  if (ended !== undefined) return { response, raw, body: raw, release };
  if (status < 200 || status > 299) throw await refusalOf(answer, target, options);
  assertContentType(headers["content-type"], options.contentTypes, target);
  const decoded = decodedBody(answer, target, options);
  if (decoded === undefined) return { response, raw, body: raw, release };
  return {
    response,
    raw,
    body: decoded,
    async release() {
      await release();
      decoded.dispose();
    },
  };
}

/** @throws StreamEncodingError */
function decodedBody(answer: Answer, target: string, options: ConnectRequest): DecodedBody | undefined {
  const codings = codingsOf(answer.headers["content-encoding"], target);
  const { maxExpansionRatio } = options;
  return codings.length === 0
    ? undefined
    : new DecodedBody(answer.body, { codings, maxExpansionRatio, target });
}

async function refusalOf(
  answer: Answer,
  target: string,
  options: ConnectRequest,
): Promise<StreamRefusedError> {
  const { status, headers, body: raw } = answer;
  const tooSlow = new Error("the body of the refusal came too slowly");
  const stopTimer = options.clock.startTimer(() => raw.destroy(tooSlow), BODY_EXCERPT_TIMEOUT_MS);
  const bodyExcerpt = await readableExcerpt(answer, target, options);
  stopTimer();
  const retryAfterMs = parseRetryAfter(headers["retry-after"], options.clock.now());
  return new StreamRefusedError(target, { status, bodyExcerpt, retryAfterMs });
}

/** Empty when the body cannot be decoded: that there is no stream counts, not how it is said. */
async function readableExcerpt(answer: Answer, target: string, options: ConnectRequest): Promise<string> {
  let decoded: DecodedBody | undefined;
  try {
    decoded = decodedBody(answer, target, options);
    return await excerptOf(decoded ?? answer.body);
  } catch (error) {
    if (error instanceof StreamError) return "";
    throw error;
  } finally {
    decoded?.dispose();
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}
