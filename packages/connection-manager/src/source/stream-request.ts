import type {
  ContentCoding,
  ControlRule,
  EndSignal,
  FollowRequest,
  FrameFormat,
  HandshakeRequest,
  HeadersContext,
  QueryParameters,
  RequestHeaders,
  WhenResuming,
} from "@unbounded-streams/stream-reader";
import { parsedJson } from "../json.ts";
import { type KeyScheme, type SentKey, sentKey } from "./key-scheme.ts";
import { secretHeaders } from "./secret-headers.ts";
import { type KeySource, sourceKey } from "./source-key.ts";
import { bodyWithId, jsonWithId, urlWithId } from "./stream-template.ts";
import type { TlsSettings } from "./tls-material.ts";

/** How a stream is asked for. */
export type StreamRequest = Omit<FollowRequest, "signal" | "clock">;

/** What a stream is asked for with. In each of its texts `{streamId}` stands for the stream's id. */
export interface AskedRequest {
  readonly method: string | undefined;
  readonly body: string | undefined;
  readonly query: QueryParameters | undefined;
  readonly headers: RequestHeaders;
  /** A JSON secret whose fields are headers. */
  readonly secretHeadersArn: string | undefined;
  /** What is sent on opening a WebSocket. */
  readonly messages: readonly (string | object)[] | undefined;
  /** What a WebSocket offers. */
  readonly protocols: readonly string[] | undefined;
  readonly whenResuming: WhenResuming | undefined;
  readonly handshake: readonly HandshakeRequest[] | undefined;
  readonly keepHeaders: readonly string[] | undefined;
}

/** What carries requests, and what may come back. */
export interface Transport extends TlsSettings {
  readonly socketPath: string | undefined;
  readonly http2: boolean | "prior-knowledge" | undefined;
  readonly acceptEncoding: readonly ContentCoding[] | undefined;
  readonly contentTypes: readonly string[] | "any" | undefined;
  /** Hosts with private addresses that a redirect may lead to. */
  readonly allowPrivateRedirects: readonly string[];
}

/** How all streams of a source are asked for, and read. What is undefined is the reader's default. */
export interface RequestSettings extends AskedRequest, Transport {
  readonly keySource: KeySource;
  readonly keyScheme: KeyScheme;
  readonly format: FrameFormat;
  readonly endSignals: readonly EndSignal[];
  readonly control: readonly ControlRule[];
  readonly idleTimeoutMs: number | undefined;
  readonly eventTimeoutMs: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly headersTimeoutMs: number | undefined;
  readonly maxFrameBytes: number | undefined;
  /** Whether cookies of the source are sent back to it. */
  readonly cookies: boolean;
}

/**
 * How a stream of a source is asked for, without where, and without what of TLS is secret. The key, and secret headers, are asked for
 * at each request.
 */
export function streamRequest(settings: RequestSettings, streamId: string): Omit<StreamRequest, "url"> {
  const { format, endSignals, control, cookies, allowPrivateRedirects, tls } = settings;
  const { socketPath, http2, acceptEncoding, contentTypes, keepHeaders, method, body } = settings;
  const { idleTimeoutMs, eventTimeoutMs, connectTimeoutMs, headersTimeoutMs, maxFrameBytes } = settings;
  return {
    ...{ format, endSignals, control, cookies },
    redirects: { allowPrivate: allowPrivateRedirects },
    ...(Object.keys(tls).length > 0 && { tls }),
    ...given({ socketPath, http2, acceptEncoding, contentTypes, keepHeaders, method }),
    ...given({ idleTimeoutMs, eventTimeoutMs, connectTimeoutMs, headersTimeoutMs, maxFrameBytes }),
    ...(body !== undefined && { body: bodyWithId(body, streamId) }),
    ...webSocketOf(settings, streamId),
    ...sessionOf(settings, streamId),
    ...credentialsOf(settings, streamId),
  };
}

function webSocketOf(
  { messages, protocols }: AskedRequest,
  streamId: string,
): Pick<StreamRequest, "webSocket"> {
  if (messages === undefined && protocols === undefined) return {};
  return { webSocket: given({ protocols, messages: messages && jsonWithId(messages, streamId) }) };
}

function sessionOf(
  { whenResuming, handshake }: AskedRequest,
  streamId: string,
): Pick<StreamRequest, "whenResuming" | "handshake"> {
  return given({
    whenResuming: whenResuming && requestWithId(whenResuming, streamId),
    handshake: handshake?.map((request) => requestWithId(request, streamId)),
  });
}

function requestWithId<Request extends WhenResuming | HandshakeRequest>(
  { url, body, ...request }: Request,
  streamId: string,
): Request {
  const { headers, ...filled } = jsonWithId(request, streamId);
  return {
    ...filled,
    ...(url !== undefined && { url: urlWithId(String(url), streamId) }),
    ...(body !== undefined && { body: typeof body === "string" ? bodyWithId(body, streamId) : body }),
    ...given({ headers: withContentType(headers, body) }),
  } as unknown as Request;
}

/** Headers and query, with the key where its scheme has it. */
function credentialsOf(
  settings: RequestSettings,
  streamId: string,
): Pick<StreamRequest, "headers" | "query"> {
  const { keySource, keyScheme, secretHeadersArn } = settings;
  const headers = withContentType(jsonWithId(settings.headers, streamId), settings.body) ?? {};
  const query = settings.query && jsonWithId(settings.query, streamId);
  const key = sourceKey(keySource, keyScheme);
  const secret = secretHeaders(secretHeadersArn);
  async function sent({ refresh }: HeadersContext): Promise<SentKey | undefined> {
    const value = await key(refresh);
    return value === undefined ? undefined : sentKey(keyScheme, value);
  }
  return {
    ...(query !== undefined && { query }),
    ...(keyScheme.in === "query" && {
      async query(context) {
        const key = await sent(context);
        return { ...query, ...(key?.in === "query" && key.query) };
      },
    }),
    async headers(context) {
      const all = over(headers, await secret(context.refresh));
      if (keyScheme.in === "query") return all;
      const key = await sent(context);
      return key?.in === "headers" ? over(all, key.headers) : all;
    },
  };
}

/** Headers, and others that go before those of the same name, however that is written. */
function over(headers: RequestHeaders, others: RequestHeaders): RequestHeaders {
  const names = new Set(Object.keys(others).map((name) => name.toLowerCase()));
  const rest = Object.entries(headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(rest), ...others };
}

/** JSON says that it is, where nothing else is said. */
function withContentType<Headers extends WhenResuming["headers"]>(
  headers: Headers | undefined,
  body: unknown,
): Headers | undefined {
  if (typeof body !== "string" || typeof parsedJson(body) !== "object") return headers;
  if (Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "content-type")) return headers;
  return { ...headers, "content-type": "application/json" } as unknown as Headers;
}

type Given<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };

function given<Values extends object>(values: Values): Given<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Given<Values>;
}
