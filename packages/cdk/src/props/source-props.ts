import type { Duration, Size } from "aws-cdk-lib";
import type { JsonObject, SourceRequestProps } from "./source-request-props.ts";

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

/** Where the streams come from, and how they are to be read. */
export interface SourceProps extends SourceRequestProps {
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
