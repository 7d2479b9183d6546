import type { OpenStreamOptions } from "../../connection/open-stream-options.ts";
import { chunks } from "../../framing/formats/chunks.ts";
import type { RequestHeaders } from "../../http/request/request-options.ts";
import type { HeadersContext, RequestParts } from "../requests/request-context.ts";
import { headersOf, insteadOf, queryOf } from "../requests/request-of-connection.ts";
import { httpOf, isOfOrigin, resolved, transportTo } from "../requests/request-url.ts";
import { partProblems, type WhenResuming } from "../requests/when-resuming.ts";
import { withHeaders } from "../resume/apply-resume.ts";

/**
 * A request that is made before the first connection of a session. Its answer must have a status of 2xx, and is thrown away, but
 * for headers that are kept: 64 KiB of it are read, for 5 s at most.
 */
export interface HandshakeRequest {
  /** Where it goes, also relative to the stream's `url`, which is the default. Headers and query of the stream's go to its origin only. */
  readonly url?: string | URL;
  /** `GET` by default, `POST` with a body. */
  readonly method?: string;
  readonly body?: string | Uint8Array;
  /** Headers over those of the stream; `null` leaves one out. */
  readonly headers?: WhenResuming["headers"];
}

/** What requests of one stream have in common, whatever they ask for. */
const SHARED = [
  "allowInsecureRedirects",
  "connectTimeoutMs",
  "dispatcher",
  "environment",
  "headersTimeoutMs",
  "http2",
  "maxExpansionRatio",
  "maxHeaderBytes",
  "maxRedirects",
  "proxy",
  "redirects",
  "socketPath",
  "tcpKeepAliveMs",
] as const satisfies readonly (keyof OpenStreamOptions)[];

/** What a request of a handshake is made of. */
export interface HandshakeOptions {
  /** The stream's. */
  readonly request: RequestParts & Pick<OpenStreamOptions, "url" | "tls" | (typeof SHARED)[number]>;
  readonly context: HeadersContext;
  readonly keptHeaders: () => RequestHeaders;
}

/** The options of a request of a handshake's. */
export function handshakeRequest(handshake: HandshakeRequest, options: HandshakeOptions): OpenStreamOptions {
  const { request, context, keptHeaders } = options;
  const { method, body, headers } = handshake;
  const url = resolved(handshake.url ?? httpOf(request.url), httpOf(request.url));
  const isOwn = isOfOrigin(url, request.url);
  const shared = SHARED.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]]));
  return {
    ...(Object.fromEntries(shared) as Pick<OpenStreamOptions, (typeof SHARED)[number]>),
    ...transportTo(isOwn, request),
    url,
    ...(method === undefined ? {} : { method }),
    ...(body === undefined ? {} : { body }),
    query: queryOf(isOwn ? request.query : undefined, context),
    async headers() {
      const given = isOwn ? await headersOf(request.headers, context) : {};
      const own = insteadOf(given, { body: body ?? null, ...(headers === undefined ? {} : { headers }) });
      return withHeaders(own, keptHeaders());
    },
    format: chunks(),
    contentTypes: "any",
  };
}

/** What is wrong with a handshake, one sentence each, but for what is found when its requests are made. */
export function handshakeProblems(given: unknown): string[] {
  if (!Array.isArray(given) || !given.every((request) => typeof request === "object" && request !== null)) {
    return ["handshake must be a list of requests, each with any of url, method, headers and body"];
  }
  return (given as readonly HandshakeRequest[]).flatMap((request) =>
    partProblems("handshake", request, ["url", "method", "headers", "body"]),
  );
}
