import type { Duplex } from "node:stream";
import type { Dispatcher } from "undici";
import { StreamBodyError } from "../errors/caller-errors.ts";
import { StreamInformationalError } from "../errors/connect-errors.ts";
import { MAX_INFORMATIONAL_RESPONSES } from "../limits.ts";
import { breakReason, requestFault } from "./network-fault.ts";
import { handshakeUrl, targetOf } from "./request/http-url.ts";
import type { RequestBody } from "./request/request-options.ts";
import type { PlannedRequest } from "./request/request-plan.ts";
import { ResponseBody } from "./response/response-body.ts";

const FIRST_FINAL_STATUS = 200;

/** A response whose headers are there. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: ResponseBody;
}

/** One request and its response. */
export interface Exchange {
  /** Rejects with the StreamError that stands for what went wrong. */
  readonly answer: Promise<Answer>;
  /** Ends it, wherever it is; what has been received is dropped. */
  abandon(reason: Error): void;
}

/** What an exchange is made with. */
export interface ExchangeOptions {
  readonly body: RequestBody | undefined;
  readonly dispatcher: Dispatcher;
  readonly maxHeaderBytes: number;
  /** Told when the connection is there and the request goes out. */
  readonly onRequested: () => void;
  /**
   * Asks for a WebSocket in place of a response, and takes its socket over when the server agrees.
   *
   * @throws StreamError when what it answers is no agreement
   */
  readonly upgrade?: ((socket: Duplex, headers: Answer["headers"]) => ResponseBody) | undefined;
  /** What broke the socket; undefined when nothing did, or it is not known. */
  readonly socketFault: () => Error | undefined;
}

/** Sends one request. Nothing here has a timeout: who asks has one. */
export function startExchange(request: PlannedRequest, options: ExchangeOptions): Exchange {
  const target = targetOf(request.url);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  promise.catch(() => undefined);
  let body: ResponseBody | undefined;
  let abandoned: Error | undefined;
  let abort: ((reason: Error) => void) | undefined;
  let informational = 0;
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(controller) {
      abort = (reason) => controller.abort(reason);
      if (abandoned !== undefined) abort(abandoned);
      else options.onRequested();
    },
    onResponseStart(controller, status, headers) {
      if (status >= FIRST_FINAL_STATUS) {
        body = new ResponseBody(controller);
        resolve({ status, headers, body });
      } else if (++informational > MAX_INFORMATIONAL_RESPONSES) {
        controller.abort(
          new StreamInformationalError(target, `more than ${MAX_INFORMATIONAL_RESPONSES} interim responses`),
        );
      }
    },
    onRequestUpgrade(_, status, headers, socket) {
      try {
        body = options.upgrade?.(socket, headers);
        if (body === undefined) throw new StreamInformationalError(target, `${status}, an upgrade,`);
        resolve({ status, headers, body });
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    },
    onResponseData: (_, chunk) => body?.push(chunk),
    onResponseEnd() {
      const cause = options.socketFault();
      body?.finish(cause && { cause, reason: breakReason(cause) });
    },
    onResponseError(_, error) {
      const cause = breakReason(error) === "http2" ? error : (options.socketFault() ?? error);
      body?.finish({ cause, reason: breakReason(cause) });
      reject(requestFault(target, error, options.maxHeaderBytes));
    },
  };
  try {
    options.dispatcher.dispatch(dispatchOptions(request, options), handler);
  } catch (error) {
    reject(requestFault(target, error, options.maxHeaderBytes));
  }
  return {
    answer: promise,
    abandon(reason) {
      abandoned ??= reason;
      if (body !== undefined) body.destroy(reason);
      else abort?.(reason);
    },
  };
}

function dispatchOptions(
  { url, method, headers }: PlannedRequest,
  { body, upgrade }: ExchangeOptions,
): Dispatcher.DispatchOptions {
  return {
    origin: handshakeUrl(url).origin,
    path: `${url.pathname}${url.search}`,
    method: method as Dispatcher.HttpMethod,
    headers: headers as Record<string, string | string[]>,
    bodyTimeout: 0,
    headersTimeout: 0,
    ...(upgrade === undefined ? {} : { upgrade: "websocket" }),
    ...(body === undefined ? {} : { body: sendable(body) }),
  };
}

/** undici sends async iterables, which its types do not say. */
function sendable(body: RequestBody): string | Uint8Array {
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  return guarded(body) as unknown as Uint8Array;
}

/** The parts of a body, whose own failure is told from the network's. */
async function* guarded(parts: AsyncIterable<string | Uint8Array>): AsyncGenerator<string | Uint8Array> {
  try {
    for await (const part of parts) yield part;
  } catch (error) {
    throw new StreamBodyError(error);
  }
}
