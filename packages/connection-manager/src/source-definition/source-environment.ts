import type { SourceDefinition } from "./source-definition.ts";

const PLACEHOLDER = "{streamId}";

/** The handler's variables that say where streams come from, and how they are read. */
export const SOURCE_VARIABLES = [
  "STREAM_URL",
  "STREAM_URI",
  "STREAM_PATH",
  "STREAM_METHOD",
  "STREAM_BODY",
  "STREAM_QUERY",
  "STREAM_KEY",
  "STREAM_KEY_SECRET_ARN",
  "STREAM_KEY_SECRET_FIELD",
  "STREAM_KEY_SCHEME",
  "STREAM_HEADERS",
  "STREAM_SECRET_HEADERS_ARN",
  "STREAM_MESSAGES",
  "STREAM_PROTOCOLS",
  "STREAM_SOCKET_PATH",
  "STREAM_HTTP2",
  "STREAM_ACCEPT_ENCODING",
  "STREAM_CONTENT_TYPES",
  "TLS_CA",
  "TLS_CA_FILE",
  "TLS_CERT_FILE",
  "TLS_KEY_FILE",
  "TLS_SERVERNAME",
  "TLS_SECRET_ARN",
  "STREAM_FORMAT",
  "END_SIGNALS",
  "CONTROL_FRAMES",
  "EVENT_ID",
  "EVENT_KEY",
  "RESUME",
  "RESUME_START",
  "RESUME_REQUEST",
  "HANDSHAKE",
  "KEEP_HEADERS",
  "CONNECTION_MODE",
  "IDLE_TIMEOUT_MS",
  "EVENT_TIMEOUT_MS",
  "CONNECT_TIMEOUT_MS",
  "HEADERS_TIMEOUT_MS",
  "MAX_FRAME_BYTES",
  "MAX_CURSOR_BYTES",
  "FOLLOW_POLICY",
  "END_ON_CLOSE",
  "COOKIES",
  "ALLOW_PRIVATE_REDIRECTS",
  "MAX_RECONNECT_DELAY_MS",
  "ON_INVALID",
] as const;

/** A variable that says something of a source. */
export type SourceVariable = (typeof SOURCE_VARIABLES)[number];

/** Variables of a source, by name. */
export type SourceVariables = Partial<Record<SourceVariable, string>>;

/** A definition, in which what is undefined counts as not given. */
export type GivenDefinition = {
  readonly [Field in keyof SourceDefinition]?: SourceDefinition[Field] | undefined;
};

/**
 * The handler's variables for a source, as its README lists them; in the order of
 * {@link SOURCE_VARIABLES}; what the definition does not say is left out. Nothing is checked
 * here: the handler does that. Names of secrets are taken for their ARNs.
 */
export function sourceEnvironment(definition: GivenDefinition): SourceVariables {
  const variables: Variables = {
    ...requestVariables(definition),
    ...transportVariables(definition),
    ...readingVariables(definition),
    ...resumeVariables(definition),
    ...connectionVariables(definition),
  };
  const given = SOURCE_VARIABLES.filter((name) => variables[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, variables[name]]));
}

type Variables = { readonly [Name in SourceVariable]?: string | undefined };

function requestVariables(source: GivenDefinition): Variables {
  return {
    ...addressVariables(source),
    STREAM_METHOD: source.method,
    STREAM_BODY: textOrJson(source.body),
    STREAM_QUERY: json(source.query),
    STREAM_HEADERS: json(source.headers),
    STREAM_MESSAGES: json(source.messages),
    STREAM_PROTOCOLS: json(source.protocols),
    STREAM_KEY_SECRET_ARN: source.keySecret,
    STREAM_KEY_SECRET_FIELD: source.keyField,
    STREAM_KEY_SCHEME: source.keyScheme,
    STREAM_SECRET_HEADERS_ARN: source.secretHeaders,
    COOKIES: source.cookies ? "true" : undefined,
  };
}

function addressVariables({ baseUrl, path, url }: GivenDefinition): Variables {
  const isWhole = baseUrl?.includes(PLACEHOLDER) === true;
  return isWhole && url === undefined
    ? { STREAM_URL: baseUrl, STREAM_PATH: path }
    : { STREAM_URL: url, STREAM_URI: baseUrl, STREAM_PATH: path };
}

function transportVariables({ tls, ...source }: GivenDefinition): Variables {
  return {
    STREAM_SOCKET_PATH: source.socketPath,
    STREAM_HTTP2: source.http2 === undefined ? undefined : String(source.http2),
    STREAM_ACCEPT_ENCODING: list(source.acceptEncoding),
    STREAM_CONTENT_TYPES: list(source.contentTypes),
    TLS_CA: tls?.ca,
    TLS_CA_FILE: tls?.caFile,
    TLS_CERT_FILE: tls?.certFile,
    TLS_KEY_FILE: tls?.keyFile,
    TLS_SERVERNAME: tls?.servername,
    TLS_SECRET_ARN: source.tlsSecret,
    ALLOW_PRIVATE_REDIRECTS: list(source.allowPrivateRedirects),
  };
}

function readingVariables(source: GivenDefinition): Variables {
  return {
    STREAM_FORMAT: source.format,
    END_SIGNALS: json(source.endSignals),
    END_ON_CLOSE: source.endOnClose ? "true" : undefined,
    CONTROL_FRAMES: json(source.controlFrames),
    EVENT_KEY: textOrJson(source.eventKey),
    MAX_FRAME_BYTES: number(source.maxFrameBytes),
    ON_INVALID: source.onInvalid,
  };
}

function resumeVariables(source: GivenDefinition): Variables {
  const { resume } = source;
  const isRule = typeof resume === "object" && !Array.isArray(resume);
  return {
    EVENT_ID: textOrJson(source.eventId),
    RESUME: textOrJson(isRule ? [resume] : resume),
    RESUME_START: source.resumeStart,
    RESUME_REQUEST: json(source.whenResuming),
    HANDSHAKE: json(source.handshake),
    KEEP_HEADERS: list(source.keepHeaders),
    MAX_CURSOR_BYTES: number(source.maxCursorBytes),
  };
}

function connectionVariables(source: GivenDefinition): Variables {
  return {
    CONNECTION_MODE: source.connectionMode,
    IDLE_TIMEOUT_MS: milliseconds(source.idleTimeoutSeconds),
    EVENT_TIMEOUT_MS: milliseconds(source.eventTimeoutSeconds),
    CONNECT_TIMEOUT_MS: milliseconds(source.connectTimeoutSeconds),
    HEADERS_TIMEOUT_MS: milliseconds(source.headersTimeoutSeconds),
    FOLLOW_POLICY: json(source.followPolicy),
    MAX_RECONNECT_DELAY_MS: milliseconds(source.maxReconnectDelaySeconds),
  };
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function textOrJson(value: unknown): string | undefined {
  return typeof value === "string" ? value : json(value);
}

function list(values: readonly string[] | undefined): string | undefined {
  return values?.join(",");
}

function number(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function milliseconds(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : String(Math.round(seconds * 1_000));
}
