import { StreamHeadersError, StreamOptionError } from "../../errors/caller-errors.ts";
import type { RequestHeaders, RequestOptions } from "./request-options.ts";
import { isToken } from "./token.ts";

const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const OF_CONNECTION = "belongs to the connection, not to the request (RFC 9110, 7.6.1): leave it out";

/** Headers that no request has twice. */
const SINGLE_HEADERS = ["authorization", "content-type", "host"];

/** Between cookies, all of which go into one header (RFC 6265, 5.4). */
const COOKIE_SEPARATOR = "; ";

const OF_HANDSHAKE = "is made anew for each handshake of a WebSocket (RFC 6455, 4.1): leave it out";

/** Headers that cannot be given, and why. */
const FORBIDDEN_HEADERS: Readonly<Record<string, string>> = {
  connection: OF_CONNECTION,
  "content-length": "is counted from the body: leave it out",
  expect: "asks for an interim response, which nothing here waits for: leave it out",
  "http2-settings": OF_CONNECTION,
  "keep-alive": OF_CONNECTION,
  "proxy-authorization": "is for the proxy alone: put its user name and password into the proxy's URL",
  "proxy-connection": OF_CONNECTION,
  "sec-websocket-accept": OF_HANDSHAKE,
  "sec-websocket-extensions": OF_HANDSHAKE,
  "sec-websocket-key": OF_HANDSHAKE,
  "sec-websocket-protocol": "is of a WebSocket's handshake: use webSocket.protocols",
  "sec-websocket-version": OF_HANDSHAKE,
  te: OF_CONNECTION,
  trailer: OF_CONNECTION,
  "transfer-encoding": OF_CONNECTION,
  upgrade: OF_CONNECTION,
};

/**
 * The request's headers: the defaults, overridden by the caller's.
 *
 * @throws StreamHeadersError when the caller's function fails, StreamOptionError, its own too
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
    throw error instanceof StreamOptionError ? error : new StreamHeadersError(error);
  }
  return { ...defaults, ...checkedHeaders(given) };
}

/**
 * Headers by lower-case name.
 *
 * @throws StreamOptionError that lists all that is wrong
 */
export function checkedHeaders(headers: RequestHeaders): RequestHeaders {
  const problems = headerProblems(headers);
  if (problems.length > 0) throw new StreamOptionError(`the request cannot be sent: ${problems.join("; ")}`);
  return Object.fromEntries(
    Object.entries(headers).map(([given, value]) => {
      const name = given.toLowerCase();
      return [name, name === "cookie" ? [value].flat().join(COOKIE_SEPARATOR) : value];
    }),
  );
}

/**
 * What is wrong with request headers, one sentence each; none when `openStream` and `followStream` take them. A sentence names
 * a header but never shows its value: it may be a key.
 */
export function headerProblems(headers: RequestHeaders): string[] {
  if (typeof headers !== "object" || headers === null) return ["the headers are not an object"];
  return Object.entries(headers).flatMap(([name, value]) => problemOf(name, value) ?? []);
}

function problemOf(given: string, value: unknown): string | undefined {
  const name = given.toLowerCase();
  if (!isToken(name)) return `the header name ${JSON.stringify(given)} is not a token (RFC 9110, 5.1)`;
  const why = Object.hasOwn(FORBIDDEN_HEADERS, name) ? FORBIDDEN_HEADERS[name] : undefined;
  if (why !== undefined) return `the header ${name} ${why}`;
  if (Array.isArray(value) && value.length === 0) return `the header ${name} has no value: leave it out`;
  if (Array.isArray(value) && SINGLE_HEADERS.includes(name)) {
    return `the header ${name} can be there but once (RFC 9110, 5.3): give one value`;
  }
  if ([value].flat().every((single) => typeof single === "string" && FIELD_VALUE.test(single))) {
    return undefined;
  }
  return `the value of the header ${name} is not a string of visible Latin-1 characters: line breaks, control characters and others must be encoded`;
}
