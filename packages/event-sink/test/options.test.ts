import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { MAX_TIMER_MS } from "@unbounded-streams/dynamodb-request";
import { afterAll, expect, test } from "vitest";
import { createEventSink, type EventSinkOptions, InvalidOptionsError } from "../src/index.ts";
import {
  MAX_ITEM_BYTES,
  MAX_KEY_FIELDS,
  MAX_PARTITION_KEY_BYTES,
  MAX_SHARDED_ID_BYTES,
  MAX_SHARDS,
} from "../src/limits.ts";

const client = new DynamoDBClient({ region: "local" });
afterAll(() => client.destroy());
const valid: EventSinkOptions = { client, tableName: "events", streamId: "s" };

test.each<Partial<EventSinkOptions>>([
  { tableName: "a.b-c_D9" },
  { tableName: "x".repeat(255) },
  { tableName: "arn:aws:dynamodb:eu-west-1:123456789012:table/events" },
  { streamId: "ü".repeat(MAX_PARTITION_KEY_BYTES / 2) },
  { maxInFlight: 1, maxInFlightBytes: MAX_ITEM_BYTES, attemptTimeoutMs: MAX_TIMER_MS },
  { retry: { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0 } },
  { key: { field: "/meta/id" }, shards: MAX_SHARDS, compress: "auto" },
  { key: { fields: ["/a", "/b~1c"] }, compress: "none", deadLetter: { put: async () => ({ location: "" }) } },
  { streamId: "a#100" },
  { streamId: "a#01" },
  { streamId: "s".repeat(MAX_SHARDED_ID_BYTES), shards: 2 },
  { streamId: "7", partitionPrefix: "STREAM#", keys: { partition: "deviceId", sort: "eventTime" } },
  {
    attributes: { PK: { S: "other" }, n: { M: { a: { L: [{ NULL: true }] } } } },
    keys: { partition: "a", sort: "b" },
  },
  { keys: undefined, partitionPrefix: undefined, attributes: undefined },
  { attributes: () => ({}) },
  { maxInFlight: undefined, key: undefined, signal: undefined, retry: undefined, system: undefined },
])("%j is allowed", (options) => {
  expect(createEventSink({ ...valid, ...options }).stats.received).toBe(0);
});

test.each<[object, RegExp]>([
  [{ client: {} }, /client must be a DynamoDBClient/],
  [{ tableName: "ab" }, /tableName is "ab": give 3 to 255/],
  [{ tableName: "x".repeat(256) }, /tableName is "x+": give 3 to 255/],
  [{ tableName: "no spaces" }, /tableName is "no spaces"/],
  [{ tableName: undefined }, /tableName is undefined/],
  [{ streamId: "" }, /streamId is ""/],
  [{ streamId: "\ud83c" }, /streamId is/],
  [
    { streamId: `${"ü".repeat(MAX_PARTITION_KEY_BYTES / 2)}x` },
    /streamId has 2049 bytes: DynamoDB allows 2048/,
  ],
  [{ key: "md5" }, /key is "md5": give "sha1", "id", \{ field \}, \{ fields \} or a function/],
  [{ key: {} }, /key is \[object Object\]/],
  [{ key: { field: "/a", fields: ["/a"] } }, /key is/],
  [{ key: { field: "id" } }, /the field "id": give a JSON Pointer such as/],
  [{ key: { field: "" } }, /the field ""/],
  [{ key: { fields: ["/a~2"] } }, /the field "\/a~2"/],
  [{ key: { fields: [] } }, /key.fields must be a list of 1 to 16/],
  [{ key: { fields: Array(MAX_KEY_FIELDS + 1).fill("/a") } }, /key.fields must be a list of 1 to 16/],
  [{ streamId: "a#7" }, /ends like the shard of another stream, in "a#7"/],
  [{ streamId: "a#99" }, /do not end it in #0 to #99/],
  [{ shards: 0 }, /shards is 0: give a whole number, 1 to 100/],
  [{ shards: MAX_SHARDS + 1 }, /shards is 101/],
  [{ streamId: "s".repeat(MAX_SHARDED_ID_BYTES + 1), shards: 2 }, /too long for shards: give 2045 bytes/],
  [{ keys: "PK" }, /keys is "PK": give \{ partition, sort \}/],
  [{ keys: { partition: "pk" } }, /keys.sort is undefined: give the name of the table's sort key/],
  [{ keys: { partition: "", sort: "sk" } }, /keys.partition is ""/],
  [{ keys: { partition: "k", sort: "k" } }, /are both "k": the table needs a sort key/],
  [
    { keys: { partition: "pk", sort: "receivedAt" } },
    /keys.sort is "receivedAt", which is another attribute/,
  ],
  [{ keys: { partition: "ü".repeat(128), sort: "sk" } }, /keys.partition has 256 bytes: DynamoDB allows 255/],
  [{ partitionPrefix: 7 }, /partitionPrefix is 7: give text/],
  [
    { streamId: "s".repeat(2041), partitionPrefix: "STREAM##" },
    /streamId has 2041 bytes: DynamoDB allows 2040/,
  ],
  [{ streamId: "s".repeat(2038), partitionPrefix: "STREAM##", shards: 2 }, /give 2037 bytes/],
  [{ attributes: "x" }, /attributes cannot be: give an object of attribute values/],
  [{ attributes: { data: { S: "x" } } }, /"data" is the sink's own, which nothing may overwrite/],
  [{ attributes: { SK: { S: "x" } } }, /"SK" is the sink's own/],
  [{ attributes: { sk: { S: "x" } }, keys: { partition: "pk", sort: "sk" } }, /"sk" is the sink's own/],
  [{ attributes: { segment: { N: "1" } } }, /"segment" is the sink's own/],
  [{ attributes: { a: "x" } }, /"a" is no attribute value: give one such as \{ S: "text" \}/],
  [{ attributes: { a: { S: 1 } } }, /"a" is no attribute value/],
  [{ attributes: { a: { N: "NaN" } } }, /"a" is no attribute value/],
  [{ attributes: { a: { SS: [] } } }, /"a" is no attribute value/],
  [{ attributes: { a: { S: "x", N: "1" } } }, /"a" is no attribute value/],
  [{ attributes: { "a\nb": { S: "x" } } }, /is no attribute's name/],
  [{ compress: "br" }, /compress is br: give "oversize"/],
  [{ deadLetter: {} }, /deadLetter must have a method put/],
  [{ maxInFlight: 0 }, /maxInFlight is 0: give a whole number, 1 or more/],
  [{ maxInFlight: 1.5 }, /maxInFlight is 1.5/],
  [
    { maxInFlightBytes: MAX_ITEM_BYTES - 1 },
    /maxInFlightBytes is 409599: give a whole number, 409600 or more/,
  ],
  [{ attemptTimeoutMs: MAX_TIMER_MS + 1 }, /attemptTimeoutMs is 2147483648: .* 1 to 2147483647/],
  [{ expiresInSeconds: 0 }, /expiresInSeconds is 0/],
  [{ retry: { maxAttempts: 0 } }, /retry.maxAttempts is 0/],
  [{ retry: { baseDelayMs: Number.NaN } }, /retry.baseDelayMs is NaN/],
  [
    { retry: { baseDelayMs: 6_000 } },
    /retry.baseDelayMs is 6000: it must not be over retry.maxDelayMs, 5000/,
  ],
])("%j is refused", (options, message) => {
  expect(() => createEventSink({ ...valid, ...options })).toThrow(message);
});

test("one error lists all that is wrong", () => {
  expect.assertions(2);
  try {
    createEventSink({ ...valid, tableName: "!", streamId: "", maxInFlight: -1 });
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidOptionsError);
    expect(error).toMatchObject({ code: "INVALID_OPTIONS", issues: { length: 3 } });
  }
});
