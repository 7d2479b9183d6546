import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** Where a request comes from, by the browser's own word: the page itself, or whoever typed its address. */
const OWN_SITES = [undefined, "same-origin", "none"];

/** Why a request is not answered; it learns nothing else. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Whether a request may be answered: it reads, is for this machine by a name that cannot be another's (DNS rebinding), does not come from
 * another page, and has the token as the first part of its path. What asks for something to be done comes from the page itself, by the
 * browser's own word.
 *
 * @param canChange whether anything can be asked for
 * @returns what comes after the token, such as `/page.js`, or why not
 */
export function pathBehindToken(
  { url = "/", method, headers }: Pick<IncomingMessage, "url" | "method" | "headers">,
  token: string,
  canChange = false,
): string | Refusal {
  const { host = "", origin, "sec-fetch-site": site } = headers;
  if (!LOOPBACK_HOST.test(host))
    return { status: 403, message: "only localhost, 127.0.0.1 and [::1] are answered" };
  if (origin !== undefined && origin !== `http://${host}`) {
    return { status: 403, message: "other pages are not answered" };
  }
  if (!OWN_SITES.includes(site as string | undefined)) {
    return { status: 403, message: "other pages are not answered" };
  }
  if (method === "POST" && canChange) {
    if (origin === undefined) return { status: 403, message: "only the page is answered: Origin is missing" };
  } else if (method !== "GET") {
    return { status: 405, message: `use GET${canChange ? " or POST" : ": this server only reads"}` };
  }
  const [, given = "", rest = ""] = /^\/([^/?]*)(.*)$/.exec(url) ?? [];
  if (!isSame(given, token)) return { status: 404, message: "open the address that the command has printed" };
  return rest;
}

/** Takes as long whatever they have in common. */
function isSame(given: string, token: string): boolean {
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", token, "buffer"));
}
