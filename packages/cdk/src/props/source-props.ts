import type { Duration, Size } from "aws-cdk-lib";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";

/** How a source may separate its events; `stream-reader` says what each means. */
export type SourceFormat =
  | "chunks"
  | "lines"
  | "ndjson"
  | "sse"
  | "json-sequence"
  | "concatenated-json"
  | "length-delimited:varint"
  | "length-delimited:uint32be"
  | "length-delimited:uint32le";

/** How the key of a source is sent. */
export type KeyScheme = "Bearer" | "Basic" | `header:${string}` | `query:${string}`;

/** Where the streams come from, and how they are to be read. */
export interface SourceProps {
  /**
   * The source's address, such as `https://example.com`; or a whole URL in which `{streamId}` stands for the stream's id, such
   * as `https://example.com/feed?id={streamId}`.
   */
  readonly baseUrl: string;

  /**
   * What stands in the URL between the address and the stream's id.
   *
   * @default - nothing
   */
  readonly path?: string;

  /**
   * How the bytes are cut into events; `chunks` are what arrives together.
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
   * Where an event's id is: `sse`, or a JSON Pointer such as `/meta/id`.
   *
   * @default - `sse` with that format, else none
   */
  readonly eventId?: string;

  /**
   * How a request says where the stream is to go on: `header:NAME` or `query:NAME`, each with `=TEMPLATE` if `{id}` alone will
   * not do; `none`.
   *
   * @default - `header:Last-Event-ID` with the format `sse`, else `none`
   */
  readonly resume?: string;

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
  readonly headers?: Readonly<Record<string, string>>;

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
export function isWholeUrl({ baseUrl }: Pick<SourceProps, "baseUrl">): boolean {
  return baseUrl.includes("{streamId}");
}
