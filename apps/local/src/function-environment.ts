import { DEFAULT_FLEET } from "@unbounded-streams/stream-lease/carrier-id";
import { type FleetOptions, maxCarriersOf } from "./options/fleet-options.ts";
import type { LocalOptions } from "./options/options.ts";
import { EVENTS_TABLE, STREAMS_TABLE } from "./tables.ts";

/** What says that the built-in source's stream is over, by the format that it is read in. */
const SOURCE_END_SIGNALS: Readonly<Record<LocalOptions["format"], string>> = {
  chunks: "json:/type=end-of-stream",
  lines: "json:/type=end-of-stream",
  ndjson: "json:/type=end-of-stream",
  sse: "event:end",
};

/** How often a connection says how far it is, in milliseconds; one of many says it less often. */
const PROGRESS_INTERVAL_MS = 250;
const SEAT_PROGRESS_INTERVAL_MS = 1_000;

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Where the built-in source is, and its key. */
export interface SourceAccess {
  readonly url: string;
  readonly key: string;
}

/** What the function has around it on this machine. */
export interface FunctionSurroundings {
  /** AWS's own variables. */
  readonly aws: Readonly<Record<string, string>>;
  /** Where what cannot be stored is put. */
  readonly deadLetterDir: string;
}

/** The function's environment: the stream, the table, and AWS's own variables, nothing of this process's. */
export function functionEnvironment(
  options: LocalOptions,
  source: SourceAccess | undefined,
  { aws, deadLetterDir }: FunctionSurroundings,
): Record<string, string> {
  const endSignals =
    source === undefined ? options.endSignals : [SOURCE_END_SIGNALS[options.format], ...options.endSignals];
  return {
    ...(source === undefined
      ? { STREAM_URL: options.url ?? "" }
      : { STREAM_URI: source.url, STREAM_PATH: "streams", STREAM_KEY: source.key }),
    ...(Object.keys(options.headers).length === 0 ? {} : { STREAM_HEADERS: JSON.stringify(options.headers) }),
    ...(source === undefined && options.key !== undefined ? { STREAM_KEY: options.key } : {}),
    STREAM_FORMAT: options.format,
    ...(endSignals.length === 0 ? {} : { END_SIGNALS: JSON.stringify(endSignals) }),
    ...endEnvironment(options),
    EVENTS_TABLE,
    ...writeEnvironment(options),
    DEAD_LETTER_DIR: deadLetterDir,
    STAGE: "local",
    PROGRESS_INTERVAL_MS: String(
      options.fleet === undefined ? PROGRESS_INTERVAL_MS : SEAT_PROGRESS_INTERVAL_MS,
    ),
    ...(options.strategy === "relay" ? relayEnvironment(options) : {}),
    ...(options.fleet === undefined ? {} : fleetEnvironment(options.fleet)),
    ...(source === undefined ? {} : resumeEnvironment(options)),
    ...aws,
  };
}

/** How connections end and what follows, where the user says so. */
function endEnvironment(options: LocalOptions): Record<string, string> {
  const { keyScheme, followPolicy, endOnClose, cookies, eventTimeoutSeconds, headersTimeoutSeconds } =
    options;
  return {
    ...(keyScheme === undefined ? {} : { STREAM_KEY_SCHEME: keyScheme }),
    ...(followPolicy === undefined ? {} : { FOLLOW_POLICY: JSON.stringify(followPolicy) }),
    ...(endOnClose ? { END_ON_CLOSE: "true" } : {}),
    ...(cookies ? { COOKIES: "true" } : {}),
    ...(isOnThisMachine(options.url) ? { ALLOW_PRIVATE_REDIRECTS: LOOPBACK.join(",") } : {}),
    ...(eventTimeoutSeconds === undefined ? {} : { EVENT_TIMEOUT_MS: String(eventTimeoutSeconds * 1000) }),
    ...(headersTimeoutSeconds === undefined
      ? {}
      : { HEADERS_TIMEOUT_MS: String(headersTimeoutSeconds * 1000) }),
    ON_INVALID: options.onInvalid,
  };
}

/** Such a source may redirect to another name of this machine; any other may not reach what only this machine does. */
function isOnThisMachine(url: string | undefined): boolean {
  return url !== undefined && LOOPBACK.includes(new URL(url).hostname);
}

/** The built-in source numbers its events at `/seq` of their document; `?since=0` asks for all of them. */
function resumeEnvironment({ sourceResume }: LocalOptions): Record<string, string> {
  const rule: Record<string, string> = sourceResume
    ? { RESUME: "query:since", RESUME_START: "0" }
    : { RESUME: "none" };
  return { EVENT_ID: "/seq", ...rule };
}

function writeEnvironment({ writeMode, packDelayMs }: LocalOptions): Record<string, string> {
  return {
    WRITE_MODE: writeMode,
    ...(packDelayMs === undefined ? {} : { PACK_DELAY_MS: String(packDelayMs) }),
  };
}

function relayEnvironment(options: LocalOptions): Record<string, string> {
  return {
    STREAMS_TABLE,
    LIFETIME_MS: String(options.lifetimeSeconds * 1000),
    HANDOVER_LEAD_MS: String(options.handoverLeadSeconds * 1000),
    CONNECTION_MODE: options.connectionMode,
  };
}

function fleetEnvironment(fleet: FleetOptions): Record<string, string> {
  return {
    FLEET: DEFAULT_FLEET,
    STREAMS_PER_FUNCTION: String(fleet.streamsPerFunction),
    MAX_CARRIERS: String(maxCarriersOf(fleet)),
  };
}
