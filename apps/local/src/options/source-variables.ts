import { ConfigurationError, configFromEnvironment } from "@unbounded-streams/connection-manager";
import {
  type SourceVariable,
  type SourceVariables,
  sourceEnvironment,
} from "@unbounded-streams/connection-manager/source-definition";
import { WrongOptionError } from "../errors.ts";
import { addressOf, type KeyedSource } from "./source-of.ts";

/** What a person calls what the handler knows by a variable: the flag, and the field of a config file. */
const NAMES: { readonly [Name in SourceVariable]?: readonly [flag: string, field: string] } = {
  STREAM_URL: ["--url", "url"],
  STREAM_URI: ["--url", "baseUrl"],
  STREAM_PATH: ["--url", "path"],
  STREAM_METHOD: ["--method", "method"],
  STREAM_BODY: ["--body", "body"],
  STREAM_QUERY: ["--query", "query"],
  STREAM_HEADERS: ["--header", "headers"],
  STREAM_MESSAGES: ["--message", "messages"],
  STREAM_PROTOCOLS: ["--protocol", "protocols"],
  STREAM_SOCKET_PATH: ["--socket-path", "socketPath"],
  STREAM_HTTP2: ["--http2", "http2"],
  STREAM_ACCEPT_ENCODING: ["--accept-encoding", "acceptEncoding"],
  STREAM_CONTENT_TYPES: ["--content-type", "contentTypes"],
  TLS_CA: ["--ca-file", "tls.ca"],
  TLS_CA_FILE: ["--ca-file", "tls.caFile"],
  TLS_CERT_FILE: ["--cert-file", "tls.certFile"],
  TLS_KEY_FILE: ["--tls-key-file", "tls.keyFile"],
  TLS_SERVERNAME: ["--config", "tls.servername"],
  STREAM_KEY: ["the key", "the key"],
  STREAM_KEY_SCHEME: ["--key-scheme", "keyScheme"],
  STREAM_FORMAT: ["--format", "format"],
  END_SIGNALS: ["--end-signal", "endSignals"],
  CONTROL_FRAMES: ["--control", "controlFrames"],
  EVENT_ID: ["--event-id", "eventId"],
  EVENT_KEY: ["--event-key", "eventKey"],
  RESUME: ["--resume", "resume"],
  RESUME_START: ["--resume-start", "resumeStart"],
  RESUME_REQUEST: ["--config", "whenResuming"],
  HANDSHAKE: ["--config", "handshake"],
  KEEP_HEADERS: ["--keep-header", "keepHeaders"],
  CONNECTION_MODE: ["--connection-mode", "connectionMode"],
  IDLE_TIMEOUT_MS: ["--config", "idleTimeoutSeconds"],
  EVENT_TIMEOUT_MS: ["--event-timeout", "eventTimeoutSeconds"],
  CONNECT_TIMEOUT_MS: ["--config", "connectTimeoutSeconds"],
  HEADERS_TIMEOUT_MS: ["--headers-timeout", "headersTimeoutSeconds"],
  MAX_FRAME_BYTES: ["--config", "maxFrameBytes"],
  MAX_CURSOR_BYTES: ["--config", "maxCursorBytes"],
  FOLLOW_POLICY: ["--follow-policy", "followPolicy"],
  END_ON_CLOSE: ["--end-on-close", "endOnClose"],
  COOKIES: ["--cookies", "cookies"],
  ALLOW_PRIVATE_REDIRECTS: ["--config", "allowPrivateRedirects"],
  MAX_RECONNECT_DELAY_MS: ["--config", "maxReconnectDelaySeconds"],
  ON_INVALID: ["--on-invalid", "onInvalid"],
};

/** What a reader says to those who call it, in words of the command line. */
const WORDS_OF_READER: readonly (readonly [words: string, ours: string])[] = [
  [
    "the source: webSocket has messages or protocols",
    "--message or --protocol is given with a --url of HTTP",
  ],
  ["leave it out, or ask a ws: or wss: URL", "leave it out, or give --url with ws:// or wss://"],
  [
    "the source: a WebSocket is asked for",
    "--method or --body is given with a --url of a WebSocket, which is asked for",
  ],
  ["use webSocket.messages for what is to be sent", "--message says what is sent on opening"],
  [
    "the source: the format messages is of WebSockets: the url must be ws: or wss:",
    "--format messages is of WebSockets: give --url with ws:// or wss://, or another format",
  ],
  [
    "--ca-file, --ca-file, --cert-file and --tls-key-file cannot",
    "--ca-file, --cert-file and --tls-key-file cannot",
  ],
];

const VARIABLE = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\b/g;

/** The function's variables for a source, the key among them. */
export function sourceVariables({ source, key }: KeyedSource): SourceVariables {
  return { ...sourceEnvironment(source), ...(key === undefined ? {} : { STREAM_KEY: key }) };
}

/**
 * Has the handler look at a source before anything starts.
 *
 * @param config the file that something of it is from
 * @throws WrongOptionError with all that is wrong in one line, by the names that the command line or the file has for it
 */
export function checkSource(keyed: KeyedSource, config: string | undefined): void {
  if (addressOf(keyed.source) === undefined) return;
  try {
    configFromEnvironment({ ...sourceVariables(keyed), EVENTS_TABLE: "events" });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const problems = error.problems.map((problem) => inWordsOf(config, problem));
    throw new WrongOptionError(`${config === undefined ? "" : `--config ${config}: `}${problems.join("; ")}`);
  }
}

function inWordsOf(config: string | undefined, problem: string): string {
  const named = problem.replaceAll(VARIABLE, (word) => {
    const [flag, field] = (Object.hasOwn(NAMES, word) && NAMES[word as SourceVariable]) || [word, word];
    return config === undefined ? flag : field;
  });
  const ofReader = config === undefined ? WORDS_OF_READER : [];
  const told = ofReader.reduce((text, [words, ours]) => text.replaceAll(words, ours), named);
  return told.replaceAll(/\s+/g, " ");
}
