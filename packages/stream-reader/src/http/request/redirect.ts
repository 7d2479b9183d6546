import { StreamRedirectError, StreamTooManyRedirectsError } from "../../errors/response-errors.ts";
import { hostOf, isPrivate } from "../transport/address.ts";
import { BODY_HEADERS } from "./body-headers.ts";
import { isHttp, targetOf } from "./http-url.ts";
import { mayBePrivate, type RedirectPolicy } from "./redirect-policy.ts";
import type { RequestHeaders } from "./request-options.ts";
import type { PlannedRequest } from "./request-plan.ts";

const REDIRECT_STATUSES = [301, 302, 303, 307, 308];

/** The requests of one connection: the first and those that redirects made of it. */
export class RedirectTrail {
  private readonly policy: RedirectPolicy;
  private readonly first: PlannedRequest;
  private readonly defaults: RequestHeaders;
  private readonly target: string;
  private readonly seen = new Set<string>();

  /** @param defaults headers that every request has, which the caller's may override: they go to any origin */
  constructor(policy: RedirectPolicy, first: PlannedRequest, defaults: RequestHeaders = {}) {
    this.policy = policy;
    this.first = first;
    this.defaults = defaults;
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
    const next = this.redirected(request, status, [location].flat()[0] ?? "");
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

  private redirected(request: PlannedRequest, status: number, location: string): PlannedRequest {
    const url = redirectUrl(request.url, status, location, this.policy);
    this.assertMayBeReached(url, targetOf(request.url), status);
    const dropsBody =
      (request.method === "POST" && (status === 301 || status === 302)) ||
      (request.method !== "GET" && status === 303);
    const isElsewhere = url.origin !== request.url.origin;
    if (isElsewhere && this.policy.staysOnOrigin) {
      const why = `to ${targetOf(url)}, where socketPath does not lead: give the url that the socket answers to`;
      throw new StreamRedirectError(targetOf(request.url), status, why);
    }
    const headers = isElsewhere ? this.forAnotherOrigin(request.headers) : request.headers;
    if (!dropsBody) return { ...request, url, headers };
    return { url, method: "GET", headers: without(headers, BODY_HEADERS), sendsBody: false };
  }

  /** Any header of the caller's may be a key for the origin that it was meant for. */
  private forAnotherOrigin(headers: RequestHeaders): RequestHeaders {
    const { crossOriginHeaders } = this.policy;
    const kept = Object.entries(headers).filter(
      ([name]) => BODY_HEADERS.includes(name) || crossOriginHeaders.includes(name),
    );
    return { ...this.defaults, ...Object.fromEntries(kept) };
  }

  /** Names that resolve to private addresses are found when their connection is made. */
  private assertMayBeReached(url: URL, target: string, status: number): void {
    if (!isPrivate(hostOf(url)) || mayBePrivate(url, this.first.url, this.policy)) return;
    throw new StreamRedirectError(target, status, privateProblem(url));
  }
}

/** Why a redirect to a private address is not followed. */
export function privateProblem(url: URL): string {
  return `to ${targetOf(url)}, which is loopback, link-local or private: name its host in redirects.allowPrivate to follow it`;
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
