import { shown } from "@unbounded-streams/dynamodb-request";
import { isJsonPointer } from "@unbounded-streams/json-pointer";
import type { DeadLetter } from "../dead-letters/dead-letter.ts";
import { MAX_KEY_FIELDS, MAX_SHARDED_ID_BYTES, MAX_SHARDS } from "../limits.ts";
import { hasEncoding } from "../records/compression.ts";
import type { CompressRule, EventKeyRule } from "../records/event.ts";
import { isShardCount, looksLikeShard } from "../records/shards.ts";
import type { TableLayout } from "../records/table-layout.ts";

const COMPRESS_RULES: readonly unknown[] = [
  "oversize",
  "auto",
  "gzip",
  "zstd",
  "none",
] satisfies CompressRule[];

/** The options that shape an event's record. */
export interface RecordOptions {
  readonly streamId: string;
  readonly key: EventKeyRule;
  readonly shards: number;
  readonly compress: CompressRule;
  readonly deadLetter: DeadLetter | undefined;
  readonly layout: TableLayout;
}

/** One sentence for each option that is wrong. */
export function recordIssues(options: RecordOptions): string[] {
  const { streamId, key, shards, compress, deadLetter, layout } = options;
  const issues = [...keyIssues(key), ...shardIssues(streamId, shards, layout.partitionPrefix)];
  if (!COMPRESS_RULES.includes(compress)) {
    issues.push(`compress is ${String(compress)}: give "oversize", "auto", "gzip", "zstd" or "none"`);
  } else if (compress === "zstd" && !hasEncoding("zstd")) {
    issues.push(
      `compress is zstd, which Node ${process.versions.node} does not have: use Node 22.15 or newer`,
    );
  }
  if (deadLetter !== undefined && typeof deadLetter?.put !== "function") {
    issues.push("deadLetter must have a method put(record, signal)");
  }
  return issues;
}

/** What is wrong with the partitions that a stream is written to or read from. */
export function shardIssues(streamId: unknown, shards: unknown, partitionPrefix = ""): string[] {
  const issues: string[] = [];
  if (typeof streamId === "string" && looksLikeShard(streamId)) {
    const end = JSON.stringify(streamId.slice(-80));
    issues.push(`streamId ends like the shard of another stream, in ${end}: do not end it in #0 to #99`);
  }
  if (!isShardCount(shards)) {
    issues.push(`shards is ${shards}: give a whole number, 1 to ${MAX_SHARDS}`);
  } else if (
    shards > 1 &&
    typeof streamId === "string" &&
    Buffer.byteLength(partitionPrefix + streamId) > MAX_SHARDED_ID_BYTES
  ) {
    issues.push(
      `streamId is too long for shards: give ${MAX_SHARDED_ID_BYTES - Buffer.byteLength(partitionPrefix)} bytes at most`,
    );
  }
  return issues;
}

function keyIssues(key: unknown): string[] {
  if (key === "sha1" || key === "id" || typeof key === "function") return [];
  if (typeof key !== "object" || key === null || "field" in key === "fields" in key) {
    return [`key is ${shown(key)}: give "sha1", "id", { field }, { fields } or a function of the event`];
  }
  const fields: unknown = "field" in key ? [key.field] : (key as { fields: unknown }).fields;
  if (!Array.isArray(fields) || fields.length === 0 || fields.length > MAX_KEY_FIELDS) {
    return [`key.fields must be a list of 1 to ${MAX_KEY_FIELDS} JSON Pointers`];
  }
  return fields
    .filter((field) => !isJsonPointer(field))
    .map((field) => `key has the field ${JSON.stringify(field)}: give a JSON Pointer such as "/meta/id"`);
}
