import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, expect, test } from "vitest";
import { createConsumer, createEnrichment } from "../src/consume.ts";
import { createEventSink, InvalidOptionsError, readEvents, readSegments } from "../src/index.ts";

const client = new DynamoDBClient({ region: "local" });
afterAll(() => client.destroy());
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
])("%s takes no other options: %j", (call, other, issues) => {
  expect(issuesOf(call, other)).toEqual(issues);
});

test("an option that is none is told beside what else is wrong, and its value never", () => {
  expect(issuesOf("createEventSink", { apiKey: "s3cret", shards: 0 })).toEqual([
    "apiKey is no option",
    "shards is 0: give a whole number, 1 to 100",
  ]);
});
