import type { OpenStreamOptions } from "../../connection/open-stream-options.ts";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { BODY_HEADERS } from "../../http/request/body-headers.ts";
import type { RequestBody, RequestHeaders } from "../../http/request/request-options.ts";
import { type Resumption, resumeFrom, withHeaders } from "../resume/apply-resume.ts";
import type { ResumeRule } from "../resume/resume-rule.ts";
import type { HeadersContext, RequestParts } from "./request-context.ts";
import { isOfOrigin, transportTo, urlAfter } from "./request-url.ts";
import { givenHeaders, type WhenResuming } from "./when-resuming.ts";

/** What is sent for a connection. */
export type SentRequest = Required<Pick<OpenStreamOptions, "url" | "headers" | "query">> &
  Pick<OpenStreamOptions, "method" | "body" | "webSocket" | "tls">;

/** What the request of a connection is made of. */
export interface RequestOfConnectionOptions {
  readonly request: RequestParts &
    Pick<OpenStreamOptions, "url" | "method" | "webSocket" | "tls" | "socketPath" | "dispatcher">;
  /** What it has in place of its own; undefined when it carries no cursor. */
  readonly instead: WhenResuming | undefined;
  readonly resume: readonly ResumeRule[];
  readonly context: HeadersContext;
  /** Headers that the source gave to be sent back, asked for when they are wanted. */
  readonly keptHeaders: () => RequestHeaders;
}

/** The request of a connection, and what it takes to another origin if the source redirects it there. */
export interface RequestOfConnection {
  readonly sent: SentRequest;
  /** Headers that say where the stream goes on. */
  readonly resumeHeaders: readonly string[];
}

/**
 * The request of a connection that goes on after the context's cursor.
 *
 * @throws StreamOptionError when the cursor cannot be put where the rules have it
 */
export function requestOfConnection(options: RequestOfConnectionOptions): RequestOfConnection {
  const { request, instead = {}, resume, context, keptHeaders } = options;
  const { cursor } = context;
  const resumption = cursor === undefined || resume.length === 0 ? undefined : resumeFrom(resume, cursor);
  const url = instead.url === undefined ? request.url : urlAfter(instead.url, request.url, cursor ?? "");
  const isOwn = isOfOrigin(url, request.url);
  const body = instead.body === undefined ? request.body : (instead.body ?? undefined);
  const method = instead.method ?? request.method;
  const { query } = request;
  return {
    sent: {
      url,
      ...(method === undefined ? {} : { method }),
      ...bodyOf(body, resumption, context),
      ...transportTo(isOwn, request),
      ...webSocketOf(request.webSocket, instead, resumption),
      query: queryOf(isOwn ? query : undefined, context, resumption?.query),
      async headers() {
        const given = isOwn ? await headersOf(request.headers, context) : {};
        const own = insteadOf(given, instead);
        return withHeaders(withHeaders(own, keptHeaders()), resumption?.headers ?? {});
      },
    },
    resumeHeaders: Object.keys(resumption?.headers ?? {}),
  };
}

function bodyOf(
  given: RequestParts["body"],
  resumption: Resumption | undefined,
  context: HeadersContext,
): Pick<OpenStreamOptions, "body"> {
  if (typeof given !== "function") {
    const body = resumption?.changesBody ? resumption.body(given) : given;
    return body === undefined ? {} : { body };
  }
  return {
    async body() {
      const made = await given(context);
      return resumption?.changesBody ? resumption.body(inOnePiece(made)) : made;
    },
  };
}

function webSocketOf(
  given: OpenStreamOptions["webSocket"],
  instead: WhenResuming,
  resumption: Resumption | undefined,
): Pick<OpenStreamOptions, "webSocket"> {
  const messages = instead.messages ?? given?.messages;
  const resuming = resumption?.changesMessages ? resumption.messages(messages ?? []) : messages;
  if (resuming === undefined) return given === undefined ? {} : { webSocket: given };
  return { webSocket: { ...given, messages: resuming } };
}

function inOnePiece(body: RequestBody): string | Uint8Array {
  if (typeof body === "string" || body instanceof Uint8Array) return body;
  throw new StreamOptionError(
    "a resume rule is in the body, but the body function gives an async iterable: give the whole of it",
  );
}

/** The query that the caller gives for this connection, and what resumes the stream. */
export function queryOf(
  given: RequestParts["query"],
  context: HeadersContext,
  resuming: Resumption["query"] = {},
): NonNullable<OpenStreamOptions["query"]> {
  if (typeof given !== "function") return { ...given, ...resuming };
  return async () => ({ ...(await given(context)), ...resuming });
}

/** The headers that the caller gives for this connection. */
export async function headersOf(
  given: RequestParts["headers"],
  context: HeadersContext,
): Promise<RequestHeaders> {
  return typeof given === "function" ? await given(context) : (given ?? {});
}

/** Headers with others over those of the same name. */
export function insteadOf(
  given: RequestHeaders,
  { headers = {}, body }: Pick<WhenResuming, "headers" | "body">,
): RequestHeaders {
  const none = Object.keys(headers).filter((name) => headers[name] === null);
  const leftOut = [...none.map((name) => name.toLowerCase()), ...(body === null ? BODY_HEADERS : [])];
  const kept = Object.entries(given).filter(([name]) => !leftOut.includes(name.toLowerCase()));
  return withHeaders(Object.fromEntries(kept), givenHeaders({ headers }));
}
