import type { Duration, Size } from "aws-cdk-lib";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";

/** How a source may separate its events; `stream-reader` says what each means. */
export type SourceFormatName =
  | "chunks"
  | "lines"
  | "ndjson"
  | "sse"
  | "json-sequence"
  | "json-array"
  | "concatenated-json"
  | "multipart"
  | "auto"
  | "messages"
  | "messages:json"
  | "length-delimited:varint"
  | "length-delimited:uint32be"
  | "length-delimited:uint32le";

/** The name of a format; behind it, where its records hold several events: JSON Pointers with commas between, such as `ndjson:/result/events`. */
export type SourceFormat = SourceFormatName | `${SourceFormatName}:/${string}`;

/** How the key of a source is sent. */
export type KeyScheme = "Bearer" | "Basic" | `header:${string}` | `query:${string}`;

/** What JSON can say. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A JSON object. */
export type JsonObject = Readonly<Record<string, JsonValue>>;

/** Headers by name; an array sends several of one name. */
export type SourceHeaders = Readonly<Record<string, string | readonly string[]>>;

/** Whom to trust, and as whom to appear: PEM, as text or in files that the function can read. */
export interface SourceTlsProps {
  /** Certificates of the authorities to trust, in place of Node's own. */
  readonly ca?: string;
  readonly caFile?: string;
  /** The client's certificate. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name to ask for and to verify, in place of the URL's host. */
  readonly servername?: string;
}

/** Where the streams come from, and how they are to be read. In each text of a request `{streamId}` stands for the stream's id. */
export interface SourceProps {
  /**
   * The source's address, such as `https://example.com`; or a whole URL in which `{streamId}` stands for the stream's id, such
   * as `https://example.com/feed?id={streamId}`. `ws:` and `wss:` for a WebSocket. It, or `url`, must be given.
   */
  readonly baseUrl?: string;

  /**
   * What stands in the URL between the address and the stream's id.
   *
   * @default - nothing
   */
  readonly path?: string;

  /**
   * In place of both: a whole URL that nothing is put behind, such as that of an endpoint which takes the id in its body.
   *
   * @default - `baseUrl`, `path` and the stream's id
   */
  readonly url?: string;

  /**
   * The request's method.
   *
   * @default - `GET`, or `POST` with a body
   */
  readonly method?: string;

  /**
   * What is sent: text as it is, anything else as JSON, which says so in `Content-Type` unless the headers do.
   *
   * @default - nothing
   */
  readonly body?: JsonValue;

  /**
   * Parameters of the query.
   *
   * @default - those of the URL
   */
  readonly query?: Readonly<
    Record<string, string | number | boolean | readonly (string | number | boolean)[]>
  >;

  /**
   * What is sent on opening a WebSocket, in order: text as it is, objects as JSON.
   *
   * @default - nothing
   */
  readonly messages?: readonly (string | JsonObject)[];

  /**
   * The subprotocols that a WebSocket offers.
   *
   * @default - none
   */
  readonly protocols?: readonly string[];

  /**
   * The Unix socket that the source listens at.
   *
   * @default - none: the URL's host is connected to
   */
  readonly socketPath?: string;

  /**
   * Whether HTTP/2 is offered in the TLS handshake; `prior-knowledge` speaks it from the first byte on, also without TLS.
   *
   * @default false
   */
  readonly http2?: boolean | "prior-knowledge";

  /**
   * Codings that are asked for: `gzip`, `br`, `zstd`, `deflate`. What comes is decoded, asked for or not.
   *
   * @default - none
   */
  readonly acceptEncoding?: readonly string[];

  /**
   * The content types that a stream may have; `any` for all.
   *
   * @default - those of the format
   */
  readonly contentTypes?: readonly string[];

  /**
   * Whom to trust, and as whom to appear.
   *
   * @default - the authorities that Node knows, and no certificate
   */
  readonly tls?: SourceTlsProps;

  /**
   * A secret that is a JSON object with any of `ca`, `cert`, `key` and `passphrase`, which go before those of `tls`.
   *
   * @default - none
   */
  readonly tlsSecret?: ISecret;

  /**
   * How the bytes are cut into events; `chunks` are what arrives together. Where a record holds several, say where:
   * `ndjson:/result/events`, or `ndjson:/connect/publications,/pub` for the first of two places.
   *
   * @default "chunks"
   */
  readonly format?: SourceFormat;

  /**
   * What says that the stream is over: `status:410`, `data:[DONE]`, `json:/type=end`, `event:done`. Status 204 always does.
   *
   * @default - none but status 204
   */
  readonly endSignals?: readonly string[];

  /**
   * Frames that are no events, such as keep-alives, bookmarks and errors within a response that went well: rules of `stream-reader`, in
   * order, such as `{ pointer: "/type", value: "BOOKMARK", action: "cursor" }`. The first match counts.
   *
   * @default - none
   */
  readonly controlFrames?: readonly JsonObject[];

  /**
   * Where an event's id is: `sse`, a JSON Pointer such as `/meta/id`, `header:NAME` of a part of a multipart body, or the parts of an
   * id that is made of several, each a place or several, such as `{ epoch: "/epoch", offset: ["/pub/offset", "/offset"] }`.
   *
   * @default - `sse` with the formats `sse` and `auto`, else none
   */
  readonly eventId?: string | Readonly<Record<string, string | readonly string[]>>;

  /**
   * What makes two events the same, if it is to be another than the construct's.
   *
   * @default - the construct's `eventKey`
   */
  readonly eventKey?: string | readonly string[];

  /**
   * What becomes of what cannot be taken, if it is to be another than the construct's.
   *
   * @default - the construct's `onInvalid`
   */
  readonly onInvalid?: "dead-letter" | "fail";

  /**
   * How a request says where the stream is to go on: `header:NAME`, `query:NAME`, `body:/POINTER`, `body-json:/POINTER` or
   * `message:0:/POINTER`, each with `=TEMPLATE` if `{id}` alone will not do, such as `{id+1}`; such a rule as an object; several of them,
   * which all apply; `none`.
   *
   * @default - `header:Last-Event-ID` with the formats `sse` and `auto`, else `none`
   */
  readonly resume?: string | JsonObject | readonly (string | JsonObject)[];

  /**
   * What stands in place of the request's own `url`, `method`, `body`, `headers` or `messages` when it goes on after an event.
   *
   * @default - the same request
   */
  readonly whenResuming?: JsonObject;

  /**
   * Requests, each with any of `url`, `method`, `body` and `headers`, that are made before the first connection of a session.
   *
   * @default - none
   */
  readonly handshake?: readonly JsonObject[];

  /**
   * Response headers that are sent with each request after, such as `Mcp-Session-Id`.
   *
   * @default - none
   */
  readonly keepHeaders?: readonly string[];

  /**
   * What to resume from when nothing has been stored yet, such as `0`: 1 to `maxCursorBytes` bytes without control characters.
   *
   * @default - the present
   */
  readonly resumeStart?: string;

  /**
   * `overlap` when the source bears two connections at a time, or closes the older one by itself; `single` when it refuses the
   * second one, so that the older one has to let go first.
   *
   * @default "overlap"
   */
  readonly connectionMode?: "overlap" | "single";

  /**
   * The secret with the key of the source. It is read again every 5 minutes and after a 401 or 403.
   *
   * @default - no key
   */
  readonly key?: ISecret;

  /**
   * The field of the secret that is the key, when the secret is a JSON object.
   *
   * @default - the secret's text is the key
   */
  readonly keyField?: string;

  /**
   * How the key is sent: `Bearer` or `Basic` (`user:password`) as `Authorization`, `header:NAME` as it is in a header of its own, or
   * `query:NAME` in the URL's query.
   *
   * @default "Bearer"
   */
  readonly keyScheme?: KeyScheme;

  /**
   * More headers of each request. They stand in the function's environment for all to read: no secrets here.
   *
   * @default - none
   */
  readonly headers?: SourceHeaders;

  /**
   * A secret that is a JSON object whose fields are headers: cookies, several keys. It is read again every 5 minutes and after a 401
   * or 403.
   *
   * @default - none
   */
  readonly secretHeaders?: ISecret;

  /**
   * How long an open connection may be silent before it is given up; `Duration.millis(0)` for ever.
   *
   * @default - that of `stream-reader`
   */
  readonly idleTimeout?: Duration;

  /**
   * How long no event may come, however often heartbeats do, before a connection is given up; `Duration.millis(0)` for ever.
   *
   * @default - for ever
   */
  readonly eventTimeout?: Duration;

  /**
   * How long opening a connection may take: TCP, TLS, and a proxy if there is one.
   *
   * @default - that of `stream-reader`
   */
  readonly connectTimeout?: Duration;

  /**
   * How long the response's headers may take once the connection is open. Many sources send them with their first event.
   *
   * @default - as long as `idleTimeout`
   */
  readonly headersTimeout?: Duration;

  /**
   * The largest event that is taken from the source.
   *
   * @default - that of `stream-reader`
   */
  readonly maxFrame?: Size;

  /**
   * The longest id that a stream is resumed from, in bytes of UTF-8. A server may bear less in a header or a query.
   *
   * @default 8_192
   */
  readonly maxCursorBytes?: number;

  /**
   * What follows the end of a connection, by status and fault: `stream-reader`'s follow policy, such as `{ goneAfterMs: 60_000 }`.
   *
   * @default - that of `stream-reader`
   */
  readonly followPolicy?: Readonly<Record<string, unknown>>;

  /**
   * Whether the stream is over when the source closes a connection cleanly.
   *
   * @default false
   */
  readonly endOnClose?: boolean;

  /**
   * Whether cookies that the source sets are sent back to it when a connection is opened again within an invocation.
   *
   * @default false
   */
  readonly cookies?: boolean;

  /**
   * Hosts on loopback, link-local or private addresses to which the source may redirect. Others of that kind are refused.
   *
   * @default - none
   */
  readonly allowPrivateRedirects?: readonly string[];

  /**
   * Longest pause before a connection that broke is opened again.
   *
   * @default Duration.seconds(15)
   */
  readonly maxReconnectDelay?: Duration;
}

/** Whether the id's place is in the base URL itself. */
export function isWholeUrl({ baseUrl = "" }: Pick<SourceProps, "baseUrl">): boolean {
  return baseUrl.includes("{streamId}");
}
