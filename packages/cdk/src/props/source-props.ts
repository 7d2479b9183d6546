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
   * What to resume from when nothing has been stored yet, such as `0`: 1 to 1,024 bytes without control characters.
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
   * The secret whose text is sent as `Authorization: Bearer`. It is read again every 5 minutes and after a 401 or 403.
   *
   * @default - no such header
   */
  readonly key?: ISecret;

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
   * How long opening a connection may take.
   *
   * @default - that of `stream-reader`
   */
  readonly connectTimeout?: Duration;

  /**
   * The largest event that is taken from the source.
   *
   * @default - that of `stream-reader`
   */
  readonly maxFrame?: Size;

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
