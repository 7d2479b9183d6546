import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";

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

/** What a source is asked for with, and what carries that. In each text of a request `{streamId}` stands for the stream's id. */
export interface SourceRequestProps {
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
   * More headers of each request. They stand in the function's environment for all to read: no secrets here.
   *
   * @default - none
   */
  readonly headers?: SourceHeaders;

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
   * A secret that is a JSON object whose fields are headers: cookies, several keys. It is read again every 5 minutes and after a 401
   * or 403.
   *
   * @default - none
   */
  readonly secretHeaders?: ISecret;

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
}
