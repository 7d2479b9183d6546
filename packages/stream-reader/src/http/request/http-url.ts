import { StreamOptionError } from "../../errors/caller-errors.ts";
import { maskPath } from "../fields/mask.ts";

/**
 * What messages show of a URL: its origin and path. Its query and credentials may be secrets and stay out, and what looks
 * like one in the path is masked, see {@link maskPath}.
 */
export function targetOf(url: URL): string {
  return `${url.origin}${maskPath(url.pathname)}`;
}

/** Whether a URL's protocol is one that is spoken here. */
export function isHttp({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

/**
 * The URL of a stream.
 *
 * @throws StreamOptionError when it is not absolute, not HTTP, or holds credentials
 */
export function httpUrl(url: string | URL): URL {
  if (!URL.canParse(String(url))) {
    throw new StreamOptionError(
      "the url is not a URL: it must be absolute, such as https://example.com/stream",
    );
  }
  const parsed = new URL(url);
  if (!isHttp(parsed)) {
    throw new StreamOptionError(`the url's protocol is ${parsed.protocol} allowed are http: and https:`);
  }
  if (parsed.username !== "" || parsed.password !== "") {
    throw new StreamOptionError(
      "the url holds a user name or password: give an authorization header instead",
    );
  }
  return parsed;
}
