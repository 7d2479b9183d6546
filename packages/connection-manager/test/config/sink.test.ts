import { describe, expect, it } from "vitest";
import { ConfigurationError, configFromEnvironment, type Environment } from "../../src/index.ts";
import {
  MAX_DEAD_LETTER_PREFIX_BYTES,
  MAX_DIMENSION_CHARS,
  MAX_KEY_FIELDS,
  MAX_PACK_DELAY_MS,
  MAX_SHARDS,
} from "../../src/limits.ts";

const little: Environment = { STREAM_URI: "https://api.example.com", EVENTS_TABLE: "events" };

function problemsOf(changes: Environment): readonly string[] {
  try {
    configFromEnvironment({ ...little, ...changes });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const keys = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => `/${index}`));

describe("the environment of the sink", () => {
  it("leaves everything but the table to the sink's defaults", () => {
    expect(configFromEnvironment(little)).toMatchObject({
      tableName: "events",
      keys: undefined,
      partitionPrefix: undefined,
      attributes: undefined,
      writeMode: undefined,
      packDelayMs: undefined,
      eventKey: undefined,
      shards: undefined,
      compress: undefined,
      expiresInSeconds: undefined,
      deadLetters: undefined,
    });
  });

  it.each<[Environment, object]>([
    [{ WRITE_MODE: "packed" }, { writeMode: "packed", packDelayMs: undefined }],
    [{ WRITE_MODE: "packed", PACK_DELAY_MS: "1" }, { packDelayMs: 1 }],
    [{ WRITE_MODE: "packed", PACK_DELAY_MS: String(MAX_PACK_DELAY_MS) }, { packDelayMs: MAX_PACK_DELAY_MS }],
    [
      { EVENTS_PARTITION_KEY: "deviceId", EVENTS_SORT_KEY: "eventTime", EVENTS_PARTITION_PREFIX: "STREAM#" },
      { keys: { partition: "deviceId", sort: "eventTime" }, partitionPrefix: "STREAM#" },
    ],
    [{ EVENTS_SORT_KEY: "eventTime" }, { keys: { partition: "PK", sort: "eventTime" } }],
    [{ EVENTS_ATTRIBUTES: '{"entity":{"S":"event"}}' }, { attributes: { entity: { S: "event" } } }],
    [{ COMPRESS: "auto" }, { compress: "auto" }],
    [{ COMPRESS: "zstd" }, { compress: "zstd" }],
    [{ SHARDS: String(MAX_SHARDS) }, { shards: MAX_SHARDS }],
    [{ EVENTS_TTL_SECONDS: "86400" }, { expiresInSeconds: 86_400 }],
    [{ EVENT_KEY: "sha1" }, { eventKey: "sha1" }],
    [{ EVENT_KEY: "id", EVENT_ID: "/id" }, { eventKey: "id" }],
    [{ EVENT_KEY: "id", STREAM_FORMAT: "sse" }, { eventKey: "id" }],
    [{ EVENT_KEY: "/meta/a~1b" }, { eventKey: { field: "/meta/a~1b" } }],
    [{ EVENT_KEY: '["/a","/b"]' }, { eventKey: { fields: ["/a", "/b"] } }],
    [{ EVENT_KEY: keys(MAX_KEY_FIELDS) }, { eventKey: { fields: { length: MAX_KEY_FIELDS } } }],
    [
      { DEAD_LETTER_BUCKET: "my.bucket-1" },
      { deadLetters: { kind: "s3", bucket: "my.bucket-1", prefix: "" } },
    ],
    [
      { DEAD_LETTER_BUCKET: "bucket", DEAD_LETTER_PREFIX: "a/b/" },
      { deadLetters: { kind: "s3", bucket: "bucket", prefix: "a/b/" } },
    ],
    [{ DEAD_LETTER_DIR: "letters" }, { deadLetters: { kind: "folder", directory: "letters" } }],
  ])("%o is taken", (changes, expected) => {
    expect(configFromEnvironment({ ...little, ...changes })).toMatchObject(expected);
  });

  it.each<[Environment, RegExp]>([
    [{ COMPRESS: "brotli" }, /^COMPRESS is "brotli": allowed are oversize, auto, gzip, zstd, none/],
    [{ EVENTS_PARTITION_KEY: "SK" }, /EVENTS_SORT_KEY.*keys.partition and keys.sort are both "SK"/],
    [{ EVENTS_SORT_KEY: "data" }, /keys.sort is "data", which is another attribute of the sink/],
    [{ EVENTS_ATTRIBUTES: "event" }, /^EVENTS_ATTRIBUTES must be a JSON object of attribute values/],
    [{ EVENTS_ATTRIBUTES: '{"entity":"event"}' }, /"entity" is no attribute value/],
    [{ EVENTS_ATTRIBUTES: '{"data":{"S":"a"}}' }, /"data" is the sink's own/],
    [{ SHARDS: "0" }, /^SHARDS is "0": it must be a whole number, 1 to 100/],
    [{ SHARDS: String(MAX_SHARDS + 1) }, /^SHARDS is "101"/],
    [{ EVENTS_TTL_SECONDS: "0" }, /^EVENTS_TTL_SECONDS is "0": it must be a whole number, 1 or more/],
    [{ EVENT_KEY: "md5" }, /^EVENT_KEY is "md5": it must be sha1, id, a JSON Pointer/],
    [{ EVENT_KEY: "[]" }, /^EVENT_KEY is "\[\]"/],
    [{ EVENT_KEY: '["/a","b"]' }, /^EVENT_KEY is /],
    [{ EVENT_KEY: keys(MAX_KEY_FIELDS + 1) }, /a JSON array of 1 to 16 of them/],
    [{ EVENT_KEY: "id" }, /^EVENT_KEY is id but EVENT_ID is not set/],
    [
      { WRITE_MODE: "batch", EVENTS_TABLE: "arn:aws:dynamodb:eu-west-1:123456789012:table/events" },
      /^WRITE_MODE is batch and EVENTS_TABLE an ARN/,
    ],
    [
      { WRITE_MODE: "packed", PACK_DELAY_MS: "0" },
      /^PACK_DELAY_MS is "0": it must be a whole number, 1 to 60000/,
    ],
    [{ WRITE_MODE: "packed", PACK_DELAY_MS: String(MAX_PACK_DELAY_MS + 1) }, /^PACK_DELAY_MS is "60001"/],
    [{ PACK_DELAY_MS: "1000" }, /^PACK_DELAY_MS is set but WRITE_MODE is not set: only packed/],
    [{ WRITE_MODE: "put", PACK_DELAY_MS: "1000" }, /^PACK_DELAY_MS is set but WRITE_MODE is put/],
    [{ DEAD_LETTER_BUCKET: "My_Bucket" }, /^DEAD_LETTER_BUCKET is "My_Bucket"/],
    [
      { DEAD_LETTER_BUCKET: "bucket", DEAD_LETTER_DIR: "a" },
      /^DEAD_LETTER_BUCKET and DEAD_LETTER_DIR are both set/,
    ],
    [{ DEAD_LETTER_PREFIX: "a/" }, /^DEAD_LETTER_PREFIX is set but DEAD_LETTER_BUCKET is not/],
    [
      {
        DEAD_LETTER_BUCKET: "bucket",
        DEAD_LETTER_PREFIX: `${"é".repeat(MAX_DEAD_LETTER_PREFIX_BYTES / 2)}a`,
      },
      /^DEAD_LETTER_PREFIX has 601 bytes: give 600 at most/,
    ],
  ])("%o is refused with one problem", (changes, pattern) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(pattern);
  });
});

describe("the environment of metrics", () => {
  it.each<[Environment, object]>([
    [
      {},
      {
        serviceName: "connection-manager",
        metrics: { namespace: "UnboundedStreams", intervalMs: 60_000, perStream: false },
      },
    ],
    [
      { METRICS_INTERVAL_MS: "500", METRICS_PER_STREAM: "true", POWERTOOLS_METRICS_NAMESPACE: "Mine/Own" },
      { metrics: { namespace: "Mine/Own", intervalMs: 500, perStream: true } },
    ],
    [{ POWERTOOLS_SERVICE_NAME: "streams" }, { serviceName: "streams" }],
    [{ POWERTOOLS_METRICS_DISABLED: "true" }, { metrics: undefined }],
    [{ POWERTOOLS_METRICS_DISABLED: "false" }, { metrics: { intervalMs: 60_000 } }],
  ])("%o is taken", (changes, expected) => {
    expect(configFromEnvironment({ ...little, ...changes })).toMatchObject(expected);
  });

  it.each<[Environment, RegExp]>([
    [{ METRICS_INTERVAL_MS: "0" }, /^METRICS_INTERVAL_MS is "0"/],
    [{ METRICS_PER_STREAM: "yes" }, /^METRICS_PER_STREAM is "yes": allowed are true, false/],
    [{ POWERTOOLS_METRICS_DISABLED: "" }, /^POWERTOOLS_METRICS_DISABLED is empty/],
    [{ POWERTOOLS_METRICS_DISABLED: "maybe" }, /^POWERTOOLS_METRICS_DISABLED is "maybe"/],
    [{ POWERTOOLS_METRICS_NAMESPACE: "AWS/Lambda" }, /^POWERTOOLS_METRICS_NAMESPACE is "AWS\/Lambda"/],
    [{ POWERTOOLS_SERVICE_NAME: "a b" }, /^POWERTOOLS_SERVICE_NAME is "a b"/],
    [{ POWERTOOLS_SERVICE_NAME: "a".repeat(MAX_DIMENSION_CHARS + 1) }, /it must be 1 to 255 visible ASCII/],
  ])("%o is refused with one problem", (changes, pattern) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(pattern);
  });
});
