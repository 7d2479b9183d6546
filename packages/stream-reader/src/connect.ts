import { Agent, type Dispatcher } from "undici";
import { type EndSignal, matchStatus } from "./end-signal.ts";
import {
  StreamConnectError,
  StreamConnectTimeoutError,
  StreamEncodingError,
  StreamHeadersError,
  StreamRefusedError,
} from "./errors.ts";
import { BODY_EXCERPT_TIMEOUT_MS } from "./limits.ts";
import { excerptOf, parseRetryAfter } from "./refusal.ts";
import { ResponseBody } from "./response-body.ts";
import type { Clock } from "./system.ts";
import type { OpenStreamOptions, RequestHeaders, StreamResponse } from "./types.ts";

const FIRST_FINAL_STATUS = 200;

/** What a request for a stream needs; checked and complete. */
export interface ConnectRequest {
  readonly url: URL;
  readonly headers: OpenStreamOptions["headers"];
  readonly accept: string;
  readonly endSignals: readonly EndSignal[];
  readonly connectTimeoutMs: number;
  readonly dispatcher: Dispatcher | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** A response whose headers are there. */
export interface Connected {
  readonly response: StreamResponse;
  readonly body: ResponseBody;
  /** Lets go of the body and frees the socket. */
  release(): Promise<void>;
}

/**
 * Makes the request and waits for the response's headers.
 *
 * @throws StreamHeadersError, StreamConnectError, StreamConnectTimeoutError, StreamRefusedError, StreamEncodingError;
 *   the socket is freed then. An abort by `signal` surfaces as a StreamConnectError.
 */
export async function connect(options: ConnectRequest): Promise<Connected> {
  const { url, connectTimeoutMs } = options;
  const headers = await requestHeaders(options);
  const own = options.dispatcher === undefined ? ownAgent(connectTimeoutMs) : undefined;
  const released = new Error("the connection was given up");
  try {
    const { response, body } = await exchange(options, headers, options.dispatcher ?? (own as Agent));
    if (response.ended === undefined) await assertStream(response, body, targetOf(url), options.clock);
    return {
      response,
      body,
      async release() {
        body.destroy(released);
        await own?.destroy(released);
      },
    };
  } catch (error) {
    await own?.destroy(released);
    throw error;
  }
}

/** The origin and path of a URL: its query and credentials may be secrets and stay out of messages. */
export function targetOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

async function requestHeaders(options: ConnectRequest): Promise<RequestHeaders> {
  const { headers, accept } = options;
  try {
    const given = typeof headers === "function" ? await headers() : (headers ?? {});
    return { accept, "cache-control": "no-store", ...lowerCaseNames(given) };
  } catch (error) {
    throw new StreamHeadersError(error);
  }
}

function lowerCaseNames(headers: RequestHeaders): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function ownAgent(connectTimeoutMs: number): Agent {
  return new Agent({ allowH2: false, connections: 1, pipelining: 1, connect: { timeout: connectTimeoutMs } });
}

/** One request, until the headers of its final response are there. */
async function exchange(
  options: ConnectRequest,
  headers: RequestHeaders,
  dispatcher: Dispatcher,
): Promise<{ response: StreamResponse; body: ResponseBody }> {
  const { url, clock, connectTimeoutMs, endSignals, signal } = options;
  const target = targetOf(url);
  const { promise, resolve, reject } = Promise.withResolvers<{
    response: StreamResponse;
    body: ResponseBody;
  }>();
  let body: ResponseBody | undefined;
  let abortRequest: ((reason: Error) => void) | undefined;
  let givenUp: Error | undefined;
  const giveUp = (error: Error) => {
    givenUp ??= error;
    if (body !== undefined) body.destroy(error);
    else abortRequest?.(error);
    reject(error);
  };
  const onAbort = () => giveUp(new StreamConnectError(target, "aborted by the caller"));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  const stopTimer = clock.startTimer(
    () => giveUp(new StreamConnectTimeoutError(target, connectTimeoutMs)),
    connectTimeoutMs,
  );
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      abortRequest = (reason) => controller.abort(reason);
      if (givenUp !== undefined) controller.abort(givenUp);
    },
    onResponseStart(controller, status, responseHeaders) {
      if (status < FIRST_FINAL_STATUS) return;
      stopTimer();
      body = new ResponseBody(controller);
      const ended = matchStatus(endSignals, status);
      resolve({ response: { status, headers: responseHeaders, ended }, body });
    },
    onResponseData: (_, chunk) => body?.push(chunk),
    onResponseEnd() {
      signal.removeEventListener("abort", onAbort);
      body?.finish();
    },
    onResponseError(_, error) {
      signal.removeEventListener("abort", onAbort);
      body?.finish(error);
      reject(givenUp ?? new StreamConnectError(target, error));
    },
  };
  try {
    const path = `${url.pathname}${url.search}`;
    dispatcher.dispatch(
      { origin: url.origin, path, method: "GET", headers, bodyTimeout: 0, headersTimeout: 0 },
      handler,
    );
    return await promise;
  } catch (error) {
    signal.removeEventListener("abort", onAbort);
    throw error === givenUp || error instanceof StreamConnectError
      ? error
      : new StreamConnectError(target, error);
  } finally {
    stopTimer();
  }
}

/**
 * @throws StreamRefusedError, StreamEncodingError when the response is no stream
 */
async function assertStream(
  response: StreamResponse,
  body: ResponseBody,
  target: string,
  clock: Clock,
): Promise<void> {
  const { status, headers } = response;
  if (status < 200 || status > 299) {
    const stopTimer = clock.startTimer(() => body.finish(), BODY_EXCERPT_TIMEOUT_MS);
    const bodyExcerpt = await excerptOf(body);
    stopTimer();
    const retryAfterMs = parseRetryAfter(headers["retry-after"], clock.now());
    throw new StreamRefusedError(target, { status, bodyExcerpt, retryAfterMs });
  }
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity")
    throw new StreamEncodingError(target, String(encoding));
}
