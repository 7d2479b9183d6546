import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, expect, test } from "vitest";
import { createConsumer, createEnrichment } from "../src/consume.ts";
import { createFileDeadLetter } from "../src/dead-letters/file.ts";
import { createS3DeadLetter } from "../src/dead-letters/s3.ts";
import {
  createByteBudget,
  createEventSink,
  eventsTable,
  InvalidOptionsError,
  readEvents,
  readSegments,
} from "../src/index.ts";
import { undiciRequestHandler } from "../src/table/undici.ts";

const client = new DynamoDBClient({ region: "local" });
const s3 = new S3Client({ region: "local" });
afterAll(() => {
  client.destroy();
  s3.destroy();
});
const place = { tableName: "events", streamId: "s" };
const limits = { maxMessages: 1, maxMessageBytes: 1_000, maxBytes: 1_000 };
const onEvents = () => undefined;

/** As plain JavaScript calls them: with whatever else is in the object. */
const CALLS = {
  createEventSink: (other: object) => createEventSink({ client, ...place, ...other }),
  readEvents: (other: object) => readEvents(client, { ...place, ...other }),
  readSegments: (other: object) => readSegments(client, { ...place, ...other }),
  createConsumer: (other: object) => createConsumer({ onEvents, ...other }),
  createEnrichment: (other: object) => createEnrichment({ ...limits, ...other }),
  createS3DeadLetter: (other: object) => createS3DeadLetter({ client: s3, bucket: "letters", ...other }),
  createFileDeadLetter: (other: object) => createFileDeadLetter({ directory: "letters", ...other }),
  createByteBudget: (other: object) => createByteBudget({ totalBytes: 9, sinks: 1, ...other }),
  eventsTable: (other: object) => eventsTable("events", other),
  undiciRequestHandler: (other: object) => undiciRequestHandler(other).destroy(),
};

function issuesOf(call: keyof typeof CALLS, other: object): readonly string[] {
  try {
    CALLS[call](other);
  } catch (error) {
    if (!(error instanceof InvalidOptionsError)) throw error;
    expect(error.message).toBe(`${call} cannot work with these options: ${error.issues.join("; ")}`);
    return error.issues;
  }
  return [];
}

test.each<[keyof typeof CALLS, object, string[]]>([
  ["createEventSink", {}, []],
  ["createEventSink", { maxInflight: 9 }, ["maxInflight is no option: did you mean maxInFlight?"]],
  ["createEventSink", { partitionKey: "PK" }, ["partitionKey is no option"]],
  [
    "createEventSink",
    { retry: { maxAttempt: 2 } },
    ["retry.maxAttempt is no option: did you mean retry.maxAttempts?"],
  ],
  [
    "createEventSink",
    { keys: { partition: "a", sort: "b", srot: "c" } },
    ["keys.srot is no option: did you mean keys.sort?"],
  ],
  ["readEvents", {}, []],
  ["readEvents", { consistentReads: true }, ["consistentReads is no option: did you mean consistentRead?"]],
  ["readEvents", { maxInFlight: 1 }, ["maxInFlight is no option"]],
  ["readSegments", {}, []],
  ["readSegments", { pagesize: 1 }, ["pagesize is no option: did you mean pageSize?"]],
  ["readSegments", { follow: true, packed: true }, ["follow is no option", "packed is no option"]],
  ["createConsumer", {}, []],
  ["createConsumer", { onEvent: onEvents }, ["onEvent is no option: did you mean onEvents?"]],
  ["createEnrichment", {}, []],
  ["createEnrichment", { maxMesages: 1 }, ["maxMesages is no option: did you mean maxMessages?"]],
  ["createS3DeadLetter", {}, []],
  ["createS3DeadLetter", { prefx: "a/" }, ["prefx is no option: did you mean prefix?"]],
  ["createFileDeadLetter", {}, []],
  ["createFileDeadLetter", { folder: "a" }, ["folder is no option"]],
  ["createByteBudget", {}, []],
  ["createByteBudget", { sink: 2 }, ["sink is no option: did you mean sinks?"]],
  ["eventsTable", {}, []],
  ["eventsTable", { receivedAt: true }, ["receivedAt is no option"]],
  [
    "eventsTable",
    { keys: { partition: "a", srot: "c" } },
    ["keys.srot is no option: did you mean keys.sort?"],
  ],
  ["undiciRequestHandler", {}, []],
  ["undiciRequestHandler", { connection: 2 }, ["connection is no option: did you mean connections?"]],
])("%s takes no other options: %j", (call, other, issues) => {
  expect(issuesOf(call, other)).toEqual(issues);
});

test("an option that is none is told beside what else is wrong, and its value never", () => {
  expect(issuesOf("createEventSink", { apiKey: "s3cret", shards: 0 })).toEqual([
    "apiKey is no option",
    "shards is 0: give a whole number, 1 to 100",
  ]);
});
