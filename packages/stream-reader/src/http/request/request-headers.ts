import { StreamHeadersError, StreamOptionError } from "../../errors/caller-errors.ts";
import type { RequestHeaders, RequestOptions } from "./request-options.ts";
import { isToken } from "./token.ts";

const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

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
    if (!isToken(name)) {
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
