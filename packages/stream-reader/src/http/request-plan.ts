import { StreamBodyError, StreamHeadersError, StreamOptionError } from "../errors.ts";
import type { QueryParameters, RequestBody, RequestHeaders, RequestOptions } from "../types.ts";
import { httpUrl } from "./http-url.ts";

/** One request, ready to be sent. */
export interface PlannedRequest {
  readonly url: URL;
  readonly method: string;
  /** By lower-case name. */
  readonly headers: RequestHeaders;
  /** Whether the caller's body goes with it: some redirects leave it behind. */
  readonly sendsBody: boolean;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Methods whose responses have no body to read, or that make a tunnel. */
const UNREADABLE_METHODS = ["CONNECT", "HEAD", "TRACE"];

/** Headers that belong to the connection, not to the request: the transport sets them (RFC 9110, 7.6.1). */
const CONNECTION_HEADERS = [
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/**
 * The method of a request: upper-cased, `GET` by default, `POST` with a body.
 *
 * @throws StreamOptionError
 */
export function methodOf({ method, body }: Pick<RequestOptions, "method" | "body">): string {
  if (method === undefined) return body === undefined ? "GET" : "POST";
  if (!TOKEN.test(method))
    throw new StreamOptionError(`method is ${JSON.stringify(method)}: it must be a token`);
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
 * Checks a body that is not made afresh.
 *
 * @throws StreamOptionError
 */
export function assertBody(body: RequestOptions["body"]): void {
  if (body === undefined || typeof body === "function" || isPlain(body)) return;
  throw new StreamOptionError(
    "body must be a string, a Uint8Array, or a function that makes one or an async iterable: a stream can be sent only once",
  );
}

/**
 * The body to send now.
 *
 * @throws StreamBodyError
 */
export async function madeBody(body: RequestOptions["body"]): Promise<RequestBody | undefined> {
  if (typeof body !== "function") return body;
  let made: RequestBody;
  try {
    made = await body();
  } catch (error) {
    throw new StreamBodyError(error);
  }
  if (isPlain(made) || isAsyncIterable(made)) return made;
  throw new StreamBodyError(
    new TypeError("the body function must give a string, a Uint8Array or an async iterable"),
  );
}

/**
 * The request's headers: the defaults, overridden by the caller's.
 *
 * @throws StreamHeadersError when the caller's function fails, StreamOptionError
 */
export async function madeHeaders(
  headers: RequestOptions["headers"],
  defaults: RequestHeaders,
): Promise<RequestHeaders> {
  if (typeof headers !== "function") return { ...defaults, ...checkedHeaders(headers ?? {}) };
  let given: RequestHeaders;
  try {
    given = await headers();
  } catch (error) {
    throw new StreamHeadersError(error);
  }
  return { ...defaults, ...checkedHeaders(given) };
}

/**
 * Headers by lower-case name. Messages name a header but never show its value: it may be a key.
 *
 * @throws StreamOptionError
 */
export function checkedHeaders(headers: RequestHeaders): RequestHeaders {
  const checked: RequestHeaders = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (!TOKEN.test(name)) {
      throw new StreamOptionError(`the header name ${JSON.stringify(given)} is not a token (RFC 9110, 5.1)`);
    }
    if (CONNECTION_HEADERS.includes(name)) {
      throw new StreamOptionError(`the header ${name} belongs to the connection: leave it out`);
    }
    if (typeof value !== "string" || !FIELD_VALUE.test(value)) {
      throw new StreamOptionError(
        `the value of the header ${name} is not a string of visible Latin-1 characters: line breaks, control characters and others must be encoded`,
      );
    }
    checked[name] = value;
  }
  return checked;
}

function isPlain(body: unknown): body is string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array;
}

function isAsyncIterable(body: unknown): boolean {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
