import type { LocalOptions } from "./options.ts";
import { EVENTS_TABLE, STREAMS_TABLE } from "./tables.ts";

/** What says that the built-in source's stream is over, by the format that it is read in. */
const SOURCE_END_SIGNALS: Readonly<Record<LocalOptions["format"], string>> = {
  chunks: "json:/type=end-of-stream",
  lines: "json:/type=end-of-stream",
  ndjson: "json:/type=end-of-stream",
  sse: "event:end",
};

/** Where the built-in source is, and its key. */
export interface SourceAccess {
  readonly url: string;
  readonly key: string;
}

/** The function's environment: the stream, the table, and AWS's own variables, nothing of this process's. */
export function functionEnvironment(
  options: LocalOptions,
  source: SourceAccess | undefined,
  aws: Record<string, string>,
): Record<string, string> {
  const endSignals =
    source === undefined ? options.endSignals : [SOURCE_END_SIGNALS[options.format], ...options.endSignals];
  return {
    ...(source === undefined
      ? { STREAM_URL: options.url ?? "" }
      : { STREAM_URI: source.url, STREAM_PATH: "streams", STREAM_KEY: source.key }),
    ...(Object.keys(options.headers).length === 0 ? {} : { STREAM_HEADERS: JSON.stringify(options.headers) }),
    STREAM_FORMAT: options.format,
    ...(endSignals.length === 0 ? {} : { END_SIGNALS: JSON.stringify(endSignals) }),
    EVENTS_TABLE,
    STAGE: "local",
    PROGRESS_INTERVAL_MS: "250",
    ...(options.strategy === "relay" ? relayEnvironment(options) : {}),
    ...(source === undefined ? {} : resumeEnvironment(options)),
    ...aws,
  };
}

/** The built-in source numbers its events at `/seq` of their document; `?since=0` asks for all of them. */
function resumeEnvironment({ sourceResume }: LocalOptions): Record<string, string> {
  const rule: Record<string, string> = sourceResume
    ? { RESUME: "query:since", RESUME_START: "0" }
    : { RESUME: "none" };
  return { EVENT_ID: "/seq", ...rule };
}

function relayEnvironment(options: LocalOptions): Record<string, string> {
  return {
    STREAMS_TABLE,
    LIFETIME_MS: String(options.lifetimeSeconds * 1000),
    HANDOVER_LEAD_MS: String(options.handoverLeadSeconds * 1000),
    CONNECTION_MODE: options.connectionMode,
  };
}
