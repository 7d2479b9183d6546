import { Logger } from "@aws-lambda-powertools/logger";
import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { eventsTable, readEvents, type StoredEvent } from "@unbounded-streams/event-sink";
import { afterEach, expect, it } from "vitest";
import { configFromEnvironment, createHandler } from "../../src/index.ts";
import { createTables } from "../support/create-tables.ts";
import { type Stage, setUp } from "../support/stage.ts";

const keys = { partition: "deviceId", sort: "eventTime" };
const partitionPrefix = "STREAM#";
const tableName = "devices";

let stage: Stage;
afterEach(() => stage?.stop());

it.each(["put", "packed"])(
  "events go into a table of others, among their items, and come out of it: %s",
  async (mode) => {
    stage = await setUp({ events: 40, rate: 200 });
    const { client, environment } = stage;
    await createTables(client, eventsTable(tableName, { keys }));
    const other = { deviceId: { S: "STREAM#7" }, eventTime: { S: "META" }, owner: { S: "a" } };
    await client.send(new PutItemCommand({ TableName: tableName, Item: other }));
    const config = configFromEnvironment({
      ...environment,
      POWERTOOLS_METRICS_DISABLED: "true",
      EVENTS_TABLE: tableName,
      EVENTS_PARTITION_KEY: keys.partition,
      EVENTS_SORT_KEY: keys.sort,
      EVENTS_PARTITION_PREFIX: partitionPrefix,
      EVENTS_ATTRIBUTES: '{"entity":{"S":"event"}}',
      WRITE_MODE: mode,
    });
    const handler = createHandler({ config, client, logger: new Logger({ logLevel: "SILENT" }) });
    const event = { streamId: "7" };
    await handler(event, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 60_000 });

    const read: StoredEvent[] = [];
    const place = { tableName, streamId: "7", keys, partitionPrefix, packed: mode === "packed" };
    for await (const event of readEvents(client, place)) read.push(event);
    const sent = stage.source.truth("7")?.events.map(({ sha1 }) => sha1);
    expect(read.map(({ key }) => key).toSorted()).toEqual(sent?.toSorted());
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: "deviceId = :id",
        ExpressionAttributeValues: { ":id": { S: "STREAM#7" } },
      }),
    );
    const [others, ours] = [
      Items.filter(({ owner }) => owner !== undefined),
      Items.filter(({ owner }) => owner === undefined),
    ];
    expect(others).toEqual([other]);
    expect(new Set(ours.map(({ entity }) => entity?.S))).toEqual(new Set(["event"]));
  },
);
