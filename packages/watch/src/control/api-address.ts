import { UsageError } from "../errors.ts";

/** Where an API is, and who may call it there. */
export interface ApiAddress {
  /** Without a slash at its end: `/connections` comes behind it. */
  readonly base: string;
  /** Of API Gateway, where requests are signed for it; undefined elsewhere. */
  readonly region: string | undefined;
}

const LOOPBACK_NAME = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** An API at the address that API Gateway has given it, with the region of its signatures. */
const GATEWAY_NAME = /^[a-z0-9-]+\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** What comes with a user, a query or a fragment, also in a text that is no URL: it is never shown. */
const MAY_HAVE_SECRET = /[@?#]/;

/** What an API on this machine prints: the address of its connections, or of one of them. */
const CONNECTIONS = /\/connections(?:\/[^/]*)?$/;

/**
 * Reads the address of an API: with its stage, as a stack has it among its outputs, or as a local run prints it.
 *
 * @throws {UsageError} when it is none, or would be asked in plain text over a network
 */
export function apiAddress(text: string): ApiAddress {
  if (MAY_HAVE_SECRET.test(text)) {
    throw new UsageError("--api has a user, a query or a fragment in it: give the address alone");
  }
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw wrong(text, "give a URL such as https://abc123.execute-api.eu-west-1.amazonaws.com/prod/");
  }
  const isLocal = LOOPBACK_NAME.test(url.hostname);
  if (url.protocol === "http:" && !isLocal) {
    throw wrong(text, "use https; plain http is only for an API on this machine");
  }
  const path = isLocal ? url.pathname.replace(CONNECTIONS, "") : url.pathname;
  const [, region] = GATEWAY_NAME.exec(url.hostname) ?? [];
  return { base: `${url.origin}${path.replace(/\/+$/, "")}`, region };
}

function wrong(text: string, remedy: string): UsageError {
  return new UsageError(`--api is ${JSON.stringify(text)}: ${remedy}`);
}
