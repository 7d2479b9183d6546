import type { Socket } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
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
 * Makes the headers and the request, and waits for the response's headers: all within `connectTimeoutMs`.
 *
 * @throws StreamHeadersError, StreamConnectError, StreamConnectTimeoutError, StreamRefusedError, StreamEncodingError;
 *   the socket is freed then. An abort by `signal` surfaces as a StreamConnectError.
 */
export async function connect(options: ConnectRequest): Promise<Connected> {
  const { url, clock, connectTimeoutMs, signal } = options;
  const target = targetOf(url);
  const own = options.dispatcher === undefined ? ownAgent(connectTimeoutMs) : undefined;
  const givenUp = Promise.withResolvers<never>();
  givenUp.promise.catch(() => undefined);
  const onAbort = () => givenUp.reject(new StreamConnectError(target, "aborted by the caller"));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  const stopTimer = clock.startTimer(
    () => givenUp.reject(new StreamConnectTimeoutError(target, connectTimeoutMs)),
    connectTimeoutMs,
  );
  let exchange: Exchange | undefined;
  const release = async (reason: Error) => {
    exchange?.abandon(reason);
    await own?.destroy(reason);
  };
  try {
    const headers = await Promise.race([requestHeaders(options), givenUp.promise]);
    exchange = startExchange(options, headers, options.dispatcher ?? own?.agent);
    const { response, body } = await Promise.race([exchange.response, givenUp.promise]);
    stopTimer();
    if (response.ended === undefined) await assertStream(response, body, target, clock);
    return { response, body, release: () => release(new Error("the connection was given up")) };
  } catch (error) {
    await release(error as Error);
    throw error;
  } finally {
    stopTimer();
    signal.removeEventListener("abort", onAbort);
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

/** An agent for one connection, whose socket can be let go even while it connects. */
function ownAgent(timeoutMs: number) {
  const connector = buildConnector({ timeout: timeoutMs, allowH2: false });
  let socket: Socket | undefined;
  const agent = new Agent({
    allowH2: false,
    connections: 1,
    pipelining: 1,
    connect(options, callback) {
      // The connector gives back its socket at once, which undici's types do not say.
      socket = connector(options, callback) as unknown as Socket | undefined;
      return socket;
    },
  });
  return {
    agent,
    async destroy(reason: Error) {
      socket?.destroy();
      await agent.destroy(reason);
    },
  };
}

interface Exchange {
  /** The response and its body, once the final headers are there. */
  readonly response: Promise<{ response: StreamResponse; body: ResponseBody }>;
  /** Ends it, wherever it is; what has been received is dropped. */
  abandon(reason: Error): void;
}

/** Sends one request. */
function startExchange(
  options: ConnectRequest,
  headers: RequestHeaders,
  dispatcher: Dispatcher | undefined,
): Exchange {
  const { url, endSignals } = options;
  const { promise, resolve, reject } = Promise.withResolvers<{
    response: StreamResponse;
    body: ResponseBody;
  }>();
  promise.catch(() => undefined);
  let body: ResponseBody | undefined;
  let abandoned: Error | undefined;
  let abort: ((reason: Error) => void) | undefined;
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      abort = (reason) => controller.abort(reason);
      if (abandoned !== undefined) abort(abandoned);
    },
    onResponseStart(controller, status, responseHeaders) {
      if (status < FIRST_FINAL_STATUS) return;
      const ended = matchStatus(endSignals, status);
      body = new ResponseBody(controller);
      resolve({ response: { status, headers: responseHeaders, ended }, body });
    },
    onResponseData: (_, chunk) => body?.push(chunk),
    onResponseEnd: () => body?.finish(),
    onResponseError(_, error) {
      body?.finish(error);
      reject(new StreamConnectError(targetOf(url), error));
    },
  };
  try {
    const path = `${url.pathname}${url.search}`;
    const request = {
      origin: url.origin,
      path,
      method: "GET",
      headers,
      bodyTimeout: 0,
      headersTimeout: 0,
    } as const;
    dispatcher?.dispatch(request, handler);
  } catch (error) {
    reject(new StreamConnectError(targetOf(url), error));
  }
  return {
    response: promise,
    abandon(reason) {
      abandoned ??= reason;
      if (body !== undefined) body.destroy(reason);
      else abort?.(reason);
    },
  };
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
    const tooSlow = new Error("the body of the refusal came too slowly");
    const stopTimer = clock.startTimer(() => body.destroy(tooSlow), BODY_EXCERPT_TIMEOUT_MS);
    const bodyExcerpt = await excerptOf(body);
    stopTimer();
    const retryAfterMs = parseRetryAfter(headers["retry-after"], clock.now());
    throw new StreamRefusedError(target, { status, bodyExcerpt, retryAfterMs });
  }
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity")
    throw new StreamEncodingError(target, String(encoding));
}
