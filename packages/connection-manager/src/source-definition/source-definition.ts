/** A header's value, or the values of several headers of one name. */
export type HeaderValue = string | readonly string[];

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

/** A parameter of a query; an array gives it several times. */
export type QueryValue = string | number | boolean | readonly (string | number | boolean)[];

/** Whom to trust, and as whom to appear: PEM, as text or in files that the function can read. */
export interface TlsDefinition {
  /** Certificates of the authorities to trust, in place of Node's own. */
  readonly ca?: string;
  readonly caFile?: string;
  /** The client's certificate. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name to ask for and to verify, in place of the URL's host. */
  readonly servername?: string;
}

/** A request made before the stream's first. */
export interface HandshakeDefinition {
  readonly url?: string;
  readonly method?: string;
  readonly body?: JsonValue;
  /** `null` leaves out one of the source's own. */
  readonly headers?: Readonly<Record<string, HeaderValue | null>>;
}

/** What stands in place of the request's own parts when it goes on after a cursor. */
export interface ResumeRequestDefinition extends HandshakeDefinition {
  /** `null`: none. */
  readonly body?: JsonValue;
  readonly messages?: readonly (string | JsonObject)[];
}

/**
 * One source as JSON, as the config files of the apps have it. In the address, the body, the query, the messages and the headers
 * `{streamId}` stands for the stream's id.
 */
export interface SourceDefinition {
  /**
   * The address, such as `https://example.com`, behind which come `path` and the stream's id; or a whole URL in which `{streamId}`
   * stands for the id. `ws:` and `wss:` for a WebSocket. It, or `url`, must be given.
   */
  readonly baseUrl?: string;
  readonly path?: string;
  /** In place of both: a whole URL that nothing is put behind. */
  readonly url?: string;
  /** `GET` by default, `POST` with a body. */
  readonly method?: string;
  /** Text as it is; anything else as JSON. */
  readonly body?: JsonValue;
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** They stand where all can read them: no secrets here. */
  readonly headers?: Readonly<Record<string, HeaderValue>>;
  /** What is sent on opening a WebSocket, in order: text as it is, objects as JSON. */
  readonly messages?: readonly (string | JsonObject)[];
  /** The subprotocols that a WebSocket offers. */
  readonly protocols?: readonly string[];
  /** The Unix socket that the source listens at. */
  readonly socketPath?: string;
  readonly http2?: boolean | "prior-knowledge";
  readonly acceptEncoding?: readonly string[];
  /** The content types that a stream may have. */
  readonly contentTypes?: readonly string[];
  readonly tls?: TlsDefinition;
  /** Name or whole ARN of a JSON secret with any of `ca`, `cert`, `key`, `passphrase`. */
  readonly tlsSecret?: string;
  /** `chunks` by default. */
  readonly format?: string;
  readonly endSignals?: readonly string[];
  /** Frames that are no events: rules in order, of which the first match counts. */
  readonly controlFrames?: readonly JsonObject[];
  /** Where an event's id is: `sse`, a JSON Pointer, or the parts of an id of several parts, each a place or several. */
  readonly eventId?: string | Readonly<Record<string, HeaderValue>>;
  /** What makes two events the same. */
  readonly eventKey?: string | readonly string[];
  /** How a request says where the stream is to go on: the text of a rule, a rule, several of them, or `none`. */
  readonly resume?: string | JsonObject | readonly (string | JsonObject)[];
  readonly resumeStart?: string;
  readonly whenResuming?: ResumeRequestDefinition;
  readonly handshake?: readonly HandshakeDefinition[];
  /** Response headers that are sent with each request after. */
  readonly keepHeaders?: readonly string[];
  readonly connectionMode?: "overlap" | "single";
  /** Name or whole ARN of the secret in which the source's key is. */
  readonly keySecret?: string;
  /** The field that is the key, when the secret is a JSON object. */
  readonly keyField?: string;
  /** `Bearer`, `Basic`, `header:NAME` or `query:NAME`. */
  readonly keyScheme?: string;
  /** Name or whole ARN of a JSON secret whose fields are headers. */
  readonly secretHeaders?: string;
  readonly idleTimeoutSeconds?: number;
  readonly eventTimeoutSeconds?: number;
  readonly connectTimeoutSeconds?: number;
  readonly headersTimeoutSeconds?: number;
  readonly maxFrameBytes?: number;
  readonly maxCursorBytes?: number;
  readonly followPolicy?: Readonly<Record<string, unknown>>;
  readonly endOnClose?: boolean;
  readonly cookies?: boolean;
  readonly allowPrivateRedirects?: readonly string[];
  readonly maxReconnectDelaySeconds?: number;
  /** What becomes of what is no frame of the format. */
  readonly onInvalid?: "dead-letter" | "fail";
}
