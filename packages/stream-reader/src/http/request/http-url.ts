import { StreamOptionError } from "../../errors/caller-errors.ts";
import { maskPath } from "../fields/mask.ts";

/**
 * What messages show of a URL: its origin and path. Its query and credentials may be secrets and stay out, and what looks
 * like one in the path is masked.
 */
export function targetOf(url: URL): string {
  return `${url.origin}${maskPath(url.pathname)}`;
}

/** Whether a URL is of HTTP. */
export function isHttp({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

/** Whether a URL is of a WebSocket. */
export function isWebSocket({ protocol }: URL): boolean {
  return protocol === "ws:" || protocol === "wss:";
}

/** The URL that is asked for a WebSocket: of HTTP, as its handshake is (RFC 6455, 3); one of HTTP as it is. */
export function handshakeUrl(url: URL): URL {
  return isWebSocket(url) ? new URL(url.href.replace(/^ws/, "http")) : url;
}

/**
 * The URL of a stream.
 *
 * @throws StreamOptionError when it is not absolute, neither HTTP nor a WebSocket, or holds credentials
 */
export function httpUrl(url: string | URL): URL {
  if (!URL.canParse(String(url))) {
    throw new StreamOptionError(
      "the url is not a URL: it must be absolute, such as https://example.com/stream",
    );
  }
  const parsed = new URL(url);
  if (!isHttp(parsed) && !isWebSocket(parsed)) {
    throw new StreamOptionError(
      `the url's protocol is ${parsed.protocol} allowed are http:, https:, ws: and wss:`,
    );
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new StreamOptionError(
      "the url holds a user name or password: give an authorization header instead",
    );
  }
  return parsed;
}
