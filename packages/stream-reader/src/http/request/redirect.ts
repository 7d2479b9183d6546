import { StreamRedirectError, StreamTooManyRedirectsError } from "../../errors/response-errors.ts";
import { isHttp, targetOf } from "./http-url.ts";
import type { RedirectPolicy } from "./redirect-policy.ts";
import type { RequestHeaders } from "./request-options.ts";
import type { PlannedRequest } from "./request-plan.ts";

const REDIRECT_STATUSES = [301, 302, 303, 307, 308];

/** Headers that say who asks: for the origin that they were meant for only. */
const CREDENTIAL_HEADERS = ["authorization", "cookie", "host", "proxy-authorization"];

/** Headers that describe a body, and go with it (Fetch standard, request-body-header names). */
const BODY_HEADERS = ["content-encoding", "content-language", "content-location", "content-type"];

/** The requests of one connection: the first and those that redirects made of it. */
export class RedirectTrail {
  private readonly policy: RedirectPolicy;
  private readonly target: string;
  private readonly seen = new Set<string>();

  constructor(policy: RedirectPolicy, first: PlannedRequest) {
    this.policy = policy;
    this.target = targetOf(first.url);
    this.seen.add(keyOf(first));
  }

  /**
   * The request that a response leads to, by the rules of the Fetch standard (HTTP-redirect fetch) and RFC 9110, 15.4;
   * undefined when the response is no redirect, or none is to be followed.
   *
   * @throws StreamRedirectError, StreamTooManyRedirectsError
   */
  next(
    request: PlannedRequest,
    status: number,
    location: string | string[] | undefined,
  ): PlannedRequest | undefined {
    const { maxRedirects } = this.policy;
    if (maxRedirects === 0 || location === undefined || !REDIRECT_STATUSES.includes(status)) return undefined;
    const next = redirected(request, status, [location].flat()[0] ?? "", this.policy);
    if (this.seen.size > maxRedirects) {
      throw new StreamTooManyRedirectsError(
        this.target,
        `more than ${maxRedirects} of them; raise maxRedirects if they end`,
      );
    }
    if (this.seen.has(keyOf(next))) {
      throw new StreamTooManyRedirectsError(this.target, `they come back to ${targetOf(next.url)}`);
    }
    this.seen.add(keyOf(next));
    return next;
  }
}

function redirected(
  request: PlannedRequest,
  status: number,
  location: string,
  policy: RedirectPolicy,
): PlannedRequest {
  const url = redirectUrl(request.url, status, location, policy);
  const dropsBody =
    (request.method === "POST" && (status === 301 || status === 302)) ||
    (request.method !== "GET" && status === 303);
  let { headers } = request;
  if (url.origin !== request.url.origin)
    headers = without(headers, [...CREDENTIAL_HEADERS, ...policy.sameOriginHeaders]);
  if (!dropsBody) return { ...request, url, headers };
  return { url, method: "GET", headers: without(headers, BODY_HEADERS), sendsBody: false };
}

function redirectUrl(from: URL, status: number, location: string, policy: RedirectPolicy): URL {
  const target = targetOf(from);
  if (!URL.canParse(location, from.href)) {
    throw new StreamRedirectError(target, status, "to what is not a URL");
  }
  const url = new URL(location, from);
  if (!isHttp(url)) {
    throw new StreamRedirectError(target, status, `to ${url.protocol} which is neither http: nor https:`);
  }
  if (from.protocol === "https:" && url.protocol === "http:" && !policy.allowInsecureRedirects) {
    throw new StreamRedirectError(
      target,
      status,
      `from https: to ${targetOf(url)}: set allowInsecureRedirects to follow it`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new StreamRedirectError(target, status, "to a URL that holds a user name or password");
  }
  url.hash = "";
  return url;
}

function without(headers: RequestHeaders, names: readonly string[]): RequestHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function keyOf({ method, url }: PlannedRequest): string {
  return `${method} ${url.href}`;
}
