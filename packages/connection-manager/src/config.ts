import type { WriteMode } from "@unbounded-streams/event-sink";
import {
  chunks,
  concatenatedJson,
  type EndSignal,
  type FrameFormat,
  isCursor,
  jsonSequence,
  LAST_EVENT_ID,
  lengthDelimited,
  lines,
  ndjson,
  parseEndSignal,
  parseResumeRule,
  type RequestHeaders,
  type ResumeRule,
  StreamError,
  sse,
} from "@unbounded-streams/stream-reader";
import { ConfigurationError } from "./errors.ts";
import { type EventIdRule, parseEventIdRule } from "./event-id.ts";
import { asRecord, parsedJson } from "./json.ts";
import { locationProblems, type StreamLocation } from "./stream-url.ts";

/** The formats that an environment can name. */
export const FORMATS: Readonly<Record<string, () => FrameFormat>> = {
  chunks,
  lines,
  ndjson: () => ndjson({ validate: true }),
  sse,
  "json-sequence": () => jsonSequence({ validate: true }),
  "concatenated-json": () => concatenatedJson({ validate: true }),
  "length-delimited:varint": () => lengthDelimited({ prefix: "varint" }),
  "length-delimited:uint32be": () => lengthDelimited({ prefix: "uint32be" }),
  "length-delimited:uint32le": () => lengthDelimited({ prefix: "uint32le" }),
};

/** Where the source's key comes from: given, or in AWS Secrets Manager. */
export type KeySource = { readonly key: string } | { readonly secretArn: string } | undefined;

/** Everything that the handler's environment says, checked. */
export interface HandlerConfig {
  readonly location: StreamLocation;
  readonly keySource: KeySource;
  readonly headers: RequestHeaders;
  readonly format: FrameFormat;
  readonly endSignals: readonly EndSignal[];
  readonly tableName: string;
  /** How events are written; the sink's default when undefined. */
  readonly writeMode: WriteMode | undefined;
  readonly stage: string | undefined;
  readonly idleTimeoutMs: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly maxFrameBytes: number | undefined;
  readonly progressIntervalMs: number | undefined;
  /** Where an event's id is, for the checkpoint. */
  readonly eventId: EventIdRule | undefined;
  /** How the source is asked to go on after the checkpoint. */
  readonly resume: ResumeRule | undefined;
  /** What it is asked to go on after when there is no checkpoint yet. */
  readonly resumeStart: string | undefined;
  /** What an invocation of a relay needs; undefined when there is no table of leases. */
  readonly relay: RelayConfig | undefined;
}

/** How connections hand the stream over. Durations in milliseconds. */
export interface RelayConfig {
  /** The DynamoDB table of leases. */
  readonly streamsTable: string;
  readonly lifetimeMs: number;
  readonly handoverLeadMs: number;
  readonly connectionMode: "overlap" | "single";
  readonly maxReconnectDelayMs: number;
}

const DEFAULT_LIFETIME_MS = 900_000;
const DEFAULT_HANDOVER_LEAD_MS = 30_000;
const DEFAULT_MAX_RECONNECT_DELAY_MS = 15_000;

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the handler's configuration from its environment; the package's README lists the variables.
 *
 * @throws ConfigurationError that lists all that is wrong, never a value that may be secret
 */
export function configFromEnvironment(environment: Environment): HandlerConfig {
  const problems: string[] = [];
  const config: HandlerConfig = {
    location: locationOf(environment, problems),
    keySource: keySourceOf(environment, problems),
    headers: headersOf(environment, problems),
    format: formatOf(environment, problems),
    endSignals: endSignalsOf(environment, problems),
    tableName: tableOf(environment, "EVENTS_TABLE", "the name of the DynamoDB table for events", problems),
    writeMode: writeModeOf(environment, problems),
    stage: optional(environment, "STAGE"),
    idleTimeoutMs: wholeNumber(environment, "IDLE_TIMEOUT_MS", 0, problems),
    connectTimeoutMs: wholeNumber(environment, "CONNECT_TIMEOUT_MS", 1, problems),
    maxFrameBytes: wholeNumber(environment, "MAX_FRAME_BYTES", 1, problems),
    progressIntervalMs: wholeNumber(environment, "PROGRESS_INTERVAL_MS", 1, problems),
    eventId: eventIdRuleOf(environment, problems),
    resume: resumeRuleOf(environment, problems),
    resumeStart: resumeStartOf(environment, problems),
    relay: relayOf(environment, problems),
  };
  if (problems.length > 0) throw new ConfigurationError(problems);
  return config;
}

function locationOf(environment: Environment, problems: string[]): StreamLocation {
  const url = optional(environment, "STREAM_URL");
  if (url === undefined) {
    const uri = required(
      environment,
      "STREAM_URI",
      "the source's address, such as https://example.com",
      problems,
    );
    const location = { uri, path: optional(environment, "STREAM_PATH") ?? "" };
    if (uri !== "") problems.push(...locationProblems(location));
    return location;
  }
  for (const name of ["STREAM_URI", "STREAM_PATH"]) {
    if (optional(environment, name) !== undefined)
      problems.push(`${name} and STREAM_URL are both set: give one of them`);
  }
  problems.push(...locationProblems({ url }));
  return { url };
}

function keySourceOf(environment: Environment, problems: string[]): KeySource {
  const key = optional(environment, "STREAM_KEY");
  const secretArn = optional(environment, "STREAM_KEY_SECRET_ARN");
  if (key !== undefined && secretArn !== undefined) {
    problems.push("STREAM_KEY and STREAM_KEY_SECRET_ARN are both set: give one of them");
  }
  if (key !== undefined && !isHeaderValue(key)) {
    problems.push(
      "STREAM_KEY has characters that no header may hold (its value is not shown): remove line ends",
    );
  }
  if (
    secretArn !== undefined &&
    !/^arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:[\w/+=.@-]+$/.test(secretArn)
  ) {
    problems.push(
      `STREAM_KEY_SECRET_ARN is ${JSON.stringify(secretArn)}: it must be arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME`,
    );
  }
  if (key !== undefined) return { key };
  return secretArn === undefined ? undefined : { secretArn };
}

function headersOf(environment: Environment, problems: string[]): RequestHeaders {
  const text = optional(environment, "STREAM_HEADERS");
  if (text === undefined) return {};
  const entries = Object.entries(asRecord(parsedJson(text)) ?? {});
  const areHeaders = entries.every(
    ([name, value]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string" && isHeaderValue(value),
  );
  if (entries.length === 0 || !areHeaders) {
    problems.push('STREAM_HEADERS must be a JSON object of header names and text, such as {"x-tenant":"a"}');
    return {};
  }
  return Object.fromEntries(entries) as RequestHeaders;
}

function formatOf(environment: Environment, problems: string[]): FrameFormat {
  const name = optional(environment, "STREAM_FORMAT") ?? "chunks";
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format !== undefined) return format();
  problems.push(`STREAM_FORMAT is ${JSON.stringify(name)}: allowed are ${Object.keys(FORMATS).join(", ")}`);
  return chunks();
}

function endSignalsOf(environment: Environment, problems: string[]): EndSignal[] {
  const text = optional(environment, "END_SIGNALS");
  if (text === undefined) return [];
  const values = parsedJson(text);
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    problems.push('END_SIGNALS must be a JSON array of text, such as ["status:410","data:[DONE]"]');
    return [];
  }
  return values.flatMap((value) => {
    try {
      return [parseEndSignal(value)];
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      problems.push(`END_SIGNALS: ${error.message}`);
      return [];
    }
  });
}

function eventIdRuleOf(environment: Environment, problems: string[]): EventIdRule | undefined {
  const text = optional(environment, "EVENT_ID") ?? (isSse(environment) ? "sse" : undefined);
  const rule = text === undefined ? undefined : parseEventIdRule(text);
  if (text !== undefined && rule === undefined) {
    problems.push(`EVENT_ID is ${JSON.stringify(text)}: it must be sse or a JSON Pointer such as /meta/id`);
  }
  return rule;
}

function resumeRuleOf(environment: Environment, problems: string[]): ResumeRule | undefined {
  const text = optional(environment, "RESUME");
  if (text === "none") return undefined;
  if (text === undefined) return isSse(environment) ? LAST_EVENT_ID : undefined;
  if (!isSse(environment) && optional(environment, "EVENT_ID") === undefined) {
    problems.push("RESUME is set but EVENT_ID is not: say where an event's id is, such as /id");
  }
  const rule = parseResumeRule(text);
  if (rule === undefined) {
    problems.push(
      `RESUME is ${JSON.stringify(text)}: it must be none, header:Last-Event-ID or query:since, with =TEMPLATE if {id} alone will not do`,
    );
  }
  return rule;
}

function resumeStartOf(environment: Environment, problems: string[]): string | undefined {
  const text = optional(environment, "RESUME_START");
  if (text === undefined || isCursor(text)) return text;
  problems.push("RESUME_START must be 1 to 1,024 bytes of text without control characters");
  return undefined;
}

function isSse(environment: Environment): boolean {
  return optional(environment, "STREAM_FORMAT") === "sse";
}

function relayOf(environment: Environment, problems: string[]): RelayConfig | undefined {
  if (optional(environment, "STREAMS_TABLE") === undefined) return undefined;
  const streamsTable = tableOf(
    environment,
    "STREAMS_TABLE",
    "the name of the DynamoDB table for leases",
    problems,
  );
  const lifetimeMs = wholeNumber(environment, "LIFETIME_MS", 1, problems) ?? DEFAULT_LIFETIME_MS;
  const handoverLeadMs =
    wholeNumber(environment, "HANDOVER_LEAD_MS", 1, problems) ?? DEFAULT_HANDOVER_LEAD_MS;
  if (handoverLeadMs >= lifetimeMs) {
    problems.push(`HANDOVER_LEAD_MS is ${handoverLeadMs}: it must be less than LIFETIME_MS, ${lifetimeMs}`);
  }
  const connectionMode = optional(environment, "CONNECTION_MODE") ?? "overlap";
  if (connectionMode !== "overlap" && connectionMode !== "single") {
    problems.push(`CONNECTION_MODE is ${JSON.stringify(connectionMode)}: allowed are overlap, single`);
  }
  return {
    streamsTable,
    lifetimeMs,
    handoverLeadMs,
    connectionMode: connectionMode === "single" ? "single" : "overlap",
    maxReconnectDelayMs:
      wholeNumber(environment, "MAX_RECONNECT_DELAY_MS", 0, problems) ?? DEFAULT_MAX_RECONNECT_DELAY_MS,
  };
}

/** A table's name, or its ARN. */
const TABLE = /^(?:arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/)?[\w.-]{3,255}$/;

function tableOf(environment: Environment, name: string, meaning: string, problems: string[]): string {
  const table = required(environment, name, meaning, problems);
  if (table !== "" && !TABLE.test(table)) {
    problems.push(
      `${name} is ${JSON.stringify(table)}: it must be 3 to 255 of a-z A-Z 0-9 _ . - or a table's ARN`,
    );
  }
  return table;
}

function required(environment: Environment, name: string, meaning: string, problems: string[]): string {
  const value = optional(environment, name);
  if (value === undefined) problems.push(`${name} is not set: it must be ${meaning}`);
  return value ?? "";
}

function writeModeOf(environment: Environment, problems: string[]): WriteMode | undefined {
  const mode = optional(environment, "WRITE_MODE");
  if (mode === undefined || mode === "auto" || mode === "put" || mode === "batch") return mode;
  problems.push(`WRITE_MODE is ${JSON.stringify(mode)}: allowed are auto, put, batch`);
  return undefined;
}

function wholeNumber(
  environment: Environment,
  name: string,
  least: number,
  problems: string[],
): number | undefined {
  const text = optional(environment, name);
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  problems.push(`${name} is ${JSON.stringify(text)}: it must be a whole number, ${least} or more`);
  return undefined;
}

/** An empty variable counts as one that is not set. */
function optional(environment: Environment, name: string): string | undefined {
  return environment[name] === "" ? undefined : environment[name];
}

function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
