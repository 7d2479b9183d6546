import { StreamOptionError } from "../../errors/caller-errors.ts";
import { MAX_COOKIES, MAX_SET_COOKIE_BYTES } from "../../limits.ts";
import { type Clock, systemClock } from "../../system.ts";
import { type Cookie, parseSetCookie } from "./set-cookie.ts";

type Headers = Record<string, string | readonly string[]>;

/** A request as cookies see it. */
interface CookieRequest {
  readonly url: URL;
  readonly headers: Headers;
}

/**
 * Keeps the cookies of a stream (RFC 6265): each for the host that set it, below its path, until it expires, with `Secure` over
 * https only. A `Domain` is not widened to other hosts, for which a list of public suffixes would be needed. At most 64 cookies
 * of 4 KiB each; the oldest goes first.
 */
export class CookieJar {
  private readonly clock: Clock;
  private readonly cookies = new Map<string, Cookie>();

  /** @param clock the machine's by default */
  constructor(clock: Clock = systemClock) {
    this.clock = clock;
  }

  /** Takes what a response's `Set-Cookie` headers say; what cannot be used is passed over. */
  store(url: URL, setCookie: string | string[] | undefined): void {
    for (const header of [setCookie ?? []].flat()) {
      if (Buffer.byteLength(header) > MAX_SET_COOKIE_BYTES) continue;
      const cookie = parseSetCookie(header, url, this.clock.now());
      if (cookie !== undefined) this.keep(cookie);
    }
  }

  /** The headers of a request with the cookies that are for it, after those that it has. */
  addedTo({ url, headers }: CookieRequest): Headers {
    const pairs = this.cookiesFor(url).map(({ name, value }) => `${name}=${value}`);
    if (pairs.length === 0) return headers;
    const own = headers.cookie === undefined ? [] : [headers.cookie];
    return { ...headers, cookie: [...own.flat(), ...pairs].join("; ") };
  }

  private keep(cookie: Cookie): void {
    const key = JSON.stringify([cookie.host, cookie.path, cookie.name]);
    this.cookies.delete(key);
    if (cookie.expiresAtMs <= this.clock.now()) return;
    this.cookies.set(key, cookie);
    const [oldest] = this.cookies.keys();
    if (this.cookies.size > MAX_COOKIES && oldest !== undefined) this.cookies.delete(oldest);
  }

  /** Longer paths first, as servers expect it (RFC 6265, 5.4). */
  private cookiesFor(url: URL): Cookie[] {
    const nowMs = this.clock.now();
    return [...this.cookies.values()]
      .filter(
        ({ host, path, secure, expiresAtMs }) =>
          host === url.hostname &&
          expiresAtMs > nowMs &&
          (!secure || url.protocol === "https:") &&
          isBelow(url.pathname, path),
      )
      .toSorted((a, b) => b.path.length - a.path.length);
  }
}

/**
 * The jar that the option `cookies` asks for.
 *
 * @throws StreamOptionError
 */
export function cookieJar(given: boolean | CookieJar | undefined, clock?: Clock): CookieJar | undefined {
  if (given === undefined || given === false) return undefined;
  if (given === true) return new CookieJar(clock);
  if (given instanceof CookieJar) return given;
  throw new StreamOptionError("cookies must be true, false or a CookieJar");
}

function isBelow(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith("/") ? cookiePath : `${cookiePath}/`);
}
