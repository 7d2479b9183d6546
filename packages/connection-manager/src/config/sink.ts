import type { CompressRule, EventItem, TableKeys, WriteMode } from "@unbounded-streams/event-sink";
import type { DeadLetterPlace } from "../dead-letters/dead-letter-place.ts";
import { MAX_PACK_DELAY_MS, MAX_SHARDS } from "../limits.ts";
import { deadLetterPlace } from "./dead-letters.ts";
import { eventsLayout } from "./events-layout.ts";
import { type Environment, oneOf, optional, tableOf, wholeNumber } from "./variables/environment.ts";

/** Where events are stored, and how. What is undefined is the sink's default. */
export interface SinkConfig {
  /** The DynamoDB table for events. */
  readonly tableName: string;
  /** Names of its key attributes. */
  readonly keys: TableKeys | undefined;
  /** What stands before a stream's id in its partition key. */
  readonly partitionPrefix: string | undefined;
  /** Attributes of each item beside the sink's own. */
  readonly attributes: EventItem | undefined;
  readonly writeMode: WriteMode | undefined;
  /** How long an event waits for others in its segment; only when packed. */
  readonly packDelayMs: number | undefined;
  readonly shards: number | undefined;
  readonly compress: CompressRule | undefined;
  /** How long after it came in an event expires. */
  readonly expiresInSeconds: number | undefined;
  /** Where events go that the table cannot take, and what is none; nowhere when undefined. */
  readonly deadLetters: DeadLetterPlace | undefined;
}

const WRITE_MODES = ["auto", "put", "batch", "packed"] as const satisfies readonly WriteMode[];
const COMPRESS_RULES = [
  "oversize",
  "auto",
  "gzip",
  "zstd",
  "none",
] as const satisfies readonly CompressRule[];

export function sinkConfig(environment: Environment, problems: string[]): SinkConfig {
  return {
    tableName: tableOf(environment, "EVENTS_TABLE", "the name of the DynamoDB table for events", problems),
    ...eventsLayout(environment, problems),
    writeMode: writeModeOf(environment, problems),
    packDelayMs: packDelayOf(environment, problems),
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

function packDelayOf(environment: Environment, problems: string[]): number | undefined {
  const name = "PACK_DELAY_MS";
  const mode = optional(environment, "WRITE_MODE");
  const isGiven = optional(environment, name) !== undefined;
  if (isGiven && mode !== "packed") {
    problems.push(
      `${name} is set but WRITE_MODE is ${mode ?? "not set"}: only packed events wait for others`,
    );
    return undefined;
  }
  return wholeNumber(environment, name, { least: 1, most: MAX_PACK_DELAY_MS }, problems);
}

function compressOf(environment: Environment, problems: string[]): CompressRule | undefined {
  const rule = oneOf(environment, "COMPRESS", COMPRESS_RULES, problems);
  if (rule === "zstd" && !("zstd" in process.versions)) {
    problems.push(`COMPRESS is zstd, which Node ${process.versions.node} does not have: it needs 22.15`);
  }
  return rule;
}
