import { DEFAULT_FLEET } from "@unbounded-streams/stream-lease/carrier-id";
import { LEDGER_HOST } from "./ledger/witness.ts";
import { type FleetOptions, maxCarriersOf } from "./options/fleet-options.ts";
import type { LocalOptions } from "./options/options.ts";
import { sourceVariables } from "./options/source-variables.ts";
import { EVENTS_TABLE, LEDGER_TABLE, STREAMS_TABLE } from "./tables.ts";

/** What says that the built-in source's stream is over, by the format that it is read in. */
const SOURCE_END_SIGNALS: Readonly<Record<string, string>> = {
  chunks: "json:/type=end-of-stream",
  lines: "json:/type=end-of-stream",
  ndjson: "json:/type=end-of-stream",
  sse: "event:end",
};

/** How often a connection says how far it is, in milliseconds; one of many says it less often. */
const PROGRESS_INTERVAL_MS = 250;
const SEAT_PROGRESS_INTERVAL_MS = 1_000;

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
  builtIn: SourceAccess | undefined,
  { aws, deadLetterDir }: FunctionSurroundings,
): Record<string, string> {
  return {
    ...sourceVariables(options),
    ...(builtIn === undefined ? {} : builtInEnvironment(options, builtIn)),
    EVENTS_TABLE,
    LEDGER_TABLE,
    LEDGER_HOST,
    ...writeEnvironment(options),
    DEAD_LETTER_DIR: deadLetterDir,
    STAGE: "local",
    PROGRESS_INTERVAL_MS: String(
      options.fleet === undefined ? PROGRESS_INTERVAL_MS : SEAT_PROGRESS_INTERVAL_MS,
    ),
    ...(options.strategy === "relay" ? relayEnvironment(options) : {}),
    ...(options.fleet === undefined ? {} : fleetEnvironment(options.fleet)),
    ...aws,
  };
}

/** The built-in source numbers its events at `/seq` of their document; `?since=0` asks for all of them. */
function builtInEnvironment(
  { source, sourceResume }: LocalOptions,
  { url, key }: SourceAccess,
): Record<string, string> {
  const { format, endSignals = [] } = source;
  const ownEnd = SOURCE_END_SIGNALS[format];
  const rule: Record<string, string> = sourceResume
    ? { RESUME: "query:since", RESUME_START: "0" }
    : { RESUME: "none" };
  return {
    ...{ STREAM_URI: url, STREAM_PATH: "streams", STREAM_KEY: key },
    END_SIGNALS: JSON.stringify(ownEnd === undefined ? endSignals : [ownEnd, ...endSignals]),
    EVENT_ID: "/seq",
    ...rule,
  };
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
  };
}

function fleetEnvironment(fleet: FleetOptions): Record<string, string> {
  return {
    FLEET: DEFAULT_FLEET,
    STREAMS_PER_FUNCTION: String(fleet.streamsPerFunction),
    MAX_CARRIERS: String(maxCarriersOf(fleet)),
  };
}
