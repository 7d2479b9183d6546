import type { CompressRule, EventKeyRule, WriteMode } from "@unbounded-streams/event-sink";
import { parsedJson } from "../json.ts";
import { MAX_KEY_FIELDS, MAX_SHARDS } from "../limits.ts";
import { type DeadLetterPlace, deadLetterPlace } from "./dead-letters.ts";
import { type Environment, oneOf, optional, tableOf, wholeNumber } from "./environment.ts";

/** Where events are stored, and how. What is undefined is the sink's default. */
export interface SinkConfig {
  /** The DynamoDB table for events. */
  readonly tableName: string;
  readonly writeMode: WriteMode | undefined;
  /** What makes two events the same. */
  readonly eventKey: EventKeyRule | undefined;
  readonly shards: number | undefined;
  readonly compress: CompressRule | undefined;
  /** How long after it came in an event expires. */
  readonly expiresInSeconds: number | undefined;
  /** Where events go that the table cannot take; nowhere when undefined, so that such an event fails the connection. */
  readonly deadLetters: DeadLetterPlace | undefined;
}

const WRITE_MODES = ["auto", "put", "batch"] as const satisfies readonly WriteMode[];
const COMPRESS_RULES = [
  "oversize",
  "auto",
  "gzip",
  "zstd",
  "none",
] as const satisfies readonly CompressRule[];
const JSON_POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;

export function sinkConfig(environment: Environment, problems: string[]): SinkConfig {
  return {
    tableName: tableOf(environment, "EVENTS_TABLE", "the name of the DynamoDB table for events", problems),
    writeMode: writeModeOf(environment, problems),
    eventKey: eventKeyOf(environment, problems),
    shards: wholeNumber(environment, "SHARDS", { least: 1, most: MAX_SHARDS }, problems),
    compress: compressOf(environment, problems),
    expiresInSeconds: wholeNumber(environment, "EVENTS_TTL_SECONDS", { least: 1 }, problems),
    deadLetters: deadLetterPlace(environment, problems),
  };
}

function writeModeOf(environment: Environment, problems: string[]): WriteMode | undefined {
  const mode = oneOf(environment, "WRITE_MODE", WRITE_MODES, problems);
  if (mode === "batch" && optional(environment, "EVENTS_TABLE")?.startsWith("arn:")) {
    problems.push(
      "WRITE_MODE is batch and EVENTS_TABLE an ARN, which PartiQL does not take: give the table's name, or put",
    );
  }
  return mode;
}

function compressOf(environment: Environment, problems: string[]): CompressRule | undefined {
  const rule = oneOf(environment, "COMPRESS", COMPRESS_RULES, problems);
  if (rule === "zstd" && !("zstd" in process.versions)) {
    problems.push(`COMPRESS is zstd, which Node ${process.versions.node} does not have: it needs 22.15`);
  }
  return rule;
}

function eventKeyOf(environment: Environment, problems: string[]): EventKeyRule | undefined {
  const text = optional(environment, "EVENT_KEY");
  if (text === undefined || text === "sha1") return text;
  if (text === "id") {
    const isSse = optional(environment, "STREAM_FORMAT") === "sse";
    if (!isSse && optional(environment, "EVENT_ID") === undefined) {
      problems.push("EVENT_KEY is id but EVENT_ID is not set: say where an event's id is, such as /id");
    }
    return text;
  }
  if (JSON_POINTER.test(text)) return { field: text };
  const fields = parsedJson(text);
  if (areFields(fields)) return { fields };
  problems.push(
    `EVENT_KEY is ${JSON.stringify(text)}: it must be sha1, id, a JSON Pointer such as /meta/id, or a JSON array of 1 to ${MAX_KEY_FIELDS} of them`,
  );
  return undefined;
}

function areFields(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_KEY_FIELDS) return false;
  return value.every((field) => typeof field === "string" && JSON_POINTER.test(field));
}
