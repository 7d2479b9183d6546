import { StreamHeadersError, StreamOptionError } from "../../errors/caller-errors.ts";
import { httpUrl } from "./http-url.ts";
import type { QueryParameters, RequestHeaders, RequestOptions } from "./request-options.ts";
import { isToken } from "./token.ts";

/** One request, ready to be sent. */
export interface PlannedRequest {
  readonly url: URL;
  readonly method: string;
  /** By lower-case name. */
  readonly headers: RequestHeaders;
  /** Whether the caller's body goes with it: some redirects leave it behind. */
  readonly sendsBody: boolean;
  /** What was sent besides: bodies, messages of a WebSocket. A source may repeat it. */
  readonly said?: readonly (string | Uint8Array)[];
}

/** Methods whose responses have no body to read, or that make a tunnel. */
const UNREADABLE_METHODS = ["CONNECT", "HEAD", "TRACE"];

/**
 * The method of a request: upper-cased, `GET` by default, `POST` with a body.
 *
 * @throws StreamOptionError
 */
export function methodOf({ method, body }: Pick<RequestOptions, "method" | "body">): string {
  if (method === undefined) return body === undefined ? "GET" : "POST";
  if (!isToken(method)) {
    throw new StreamOptionError(`method is ${JSON.stringify(method)}: it must be a token`);
  }
  const name = method.toUpperCase();
  if (UNREADABLE_METHODS.includes(name)) {
    throw new StreamOptionError(`method is ${name}: its response has no stream to read; use GET or POST`);
  }
  return name;
}

/**
 * The URL with the parameters of `query`; the rest of its own query stays byte for byte.
 *
 * @throws StreamOptionError
 */
export function urlWith(url: string | URL, query: QueryParameters = {}): URL {
  const target = httpUrl(url);
  const kept = target.search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "" && ![...new URLSearchParams(pair).keys()].some((name) => name in query));
  const added = Object.entries(query).flatMap(([name, value]) =>
    [value ?? []].flat().map((single) => `${encoded(name)}=${encoded(String(single))}`),
  );
  if (Object.keys(query).length > 0) target.search = [...kept, ...added].join("&");
  return target;
}

/**
 * The URL with the parameters that the caller's function makes.
 *
 * @throws StreamHeadersError when that fails
 */
export async function madeUrl(url: URL, query: RequestOptions["query"]): Promise<URL> {
  if (typeof query !== "function") return url;
  try {
    return urlWith(url, await query());
  } catch (error) {
    throw error instanceof StreamOptionError ? error : new StreamHeadersError(error, "query");
  }
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
