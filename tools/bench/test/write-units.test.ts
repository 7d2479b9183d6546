import { readFile } from "node:fs/promises";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { eventsTable } from "@unbounded-streams/event-sink";
import { type StartedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordedEvent } from "../src/data/recorded-events.ts";
import { unitsPerEvent } from "./support/write-units.ts";

/** What costs are reckoned with. */
const RECKONED = new URL("../../cost/src/write-units.json", import.meta.url);
const EVENTS = 1_000;
const PACK_DELAY_MS = 1_000;
const TABLE = "events";

const { eventBytes, single, compressed, packed } = JSON.parse(await readFile(RECKONED, "utf8")) as {
  eventBytes: number;
  single: number;
  compressed: number;
  packed: { events: number; units: number }[];
};

let server: StartedDynamoDb;
let client: DynamoDBClient;
beforeAll(async () => {
  server = await startEmbeddedDynamoDb();
  client = new DynamoDBClient(server.clientConfig);
  await client.send(new CreateTableCommand(eventsTable(TABLE)));
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

test("costs are reckoned with the bytes of the recorded events", () => {
  const bytes = Array.from({ length: EVENTS }, (_, number) => recordedEvent(number).length);
  expect(eventBytes).toBe(Math.round(bytes.reduce((sum, length) => sum + length) / EVENTS));
});

test.each([
  ["single items", single, { mode: "put" }],
  ["compressed items", compressed, { mode: "put", compress: "auto" }],
] as const)("costs are reckoned with the write units of %s", async (_, units, how) => {
  const measured = await unitsPerEvent({
    client,
    tableName: TABLE,
    how,
    eventsPerSecond: 30,
    events: EVENTS,
  });
  expect(measured).toBeCloseTo(units, 2);
});

test.each(packed)("costs are reckoned with the write units of $events events in a segment", async (step) => {
  const measured = await unitsPerEvent({
    ...{ client, tableName: TABLE, events: EVENTS, eventsPerSecond: step.events },
    how: { mode: "packed", packDelayMs: PACK_DELAY_MS },
  });
  expect(measured).toBeCloseTo(step.units, 2);
});
