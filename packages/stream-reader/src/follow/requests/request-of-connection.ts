import type { OpenStreamOptions } from "../../connection/open-stream-options.ts";
import { StreamOptionError } from "../../errors/caller-errors.ts";
import { BODY_HEADERS } from "../../http/request/body-headers.ts";
import type { RequestBody, RequestHeaders } from "../../http/request/request-options.ts";
import { type Resumption, resumeFrom, templateValues, withHeaders } from "../resume/apply-resume.ts";
import type { ResumeRule } from "../resume/resume-rule.ts";
import { filled, namesIn } from "../resume/template.ts";
import type { HeadersContext, RequestParts } from "./request-context.ts";
import { givenHeaders, type WhenResuming } from "./when-resuming.ts";

/** What is sent for a connection. */
export type SentRequest = Required<Pick<OpenStreamOptions, "url" | "headers" | "query">> &
  Pick<OpenStreamOptions, "method" | "body" | "webSocket">;

/** What the request of a connection is made of. */
export interface RequestOfConnectionOptions {
  readonly request: RequestParts & Pick<OpenStreamOptions, "url" | "method" | "webSocket">;
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
  const url = urlOf(request.url, instead.url, cursor);
  const isOwn = isOfOrigin(url, request.url);
  const body = instead.body === undefined ? request.body : (instead.body ?? undefined);
  const method = instead.method ?? request.method;
  const { query } = request;
  return {
    sent: {
      url,
      ...(method === undefined ? {} : { method }),
      ...bodyOf(body, resumption, context),
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

function urlOf(
  url: string | URL,
  instead: string | URL | undefined,
  cursor: string | undefined,
): string | URL {
  if (instead === undefined) return url;
  const text = String(instead);
  if (typeof instead !== "string" || namesIn(text).length === 0) return resolved(text, url);
  const valueFor = templateValues(namesIn(text), cursor ?? "");
  const filledUrl = filled(text, (name) => encodeURIComponent(valueFor(name) ?? ""), "whenResuming.url");
  return resolved(filledUrl, url);
}

/** A URL that may be relative to another; as it is when it is none, which is refused later. */
export function resolved(url: string | URL, base: string | URL): string | URL {
  return URL.canParse(String(url), String(base)) ? new URL(url, base) : url;
}

/** Whether a URL is of the origin of another, which may be a WebSocket's; true for what is no URL, which is refused later. */
export function isOfOrigin(url: string | URL, other: string | URL): boolean {
  if (!URL.canParse(String(url)) || !URL.canParse(String(other))) return true;
  return new URL(httpOf(url)).origin === new URL(httpOf(other)).origin;
}

/** The URL at which the source of a WebSocket is asked over HTTP; any other as it is. */
export function httpOf(url: string | URL): string {
  return String(url).replace(/^ws(?=s?:)/i, "http");
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
