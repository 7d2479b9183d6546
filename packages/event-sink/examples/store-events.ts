import {
  CreateTableCommand,
  DynamoDBClient,
  QueryCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { createEventSink, eventsTable, fromItem } from "@unbounded-streams/event-sink";

const client = new DynamoDBClient();
const tableName = "example-events";
await client.send(new CreateTableCommand(eventsTable(tableName)));
await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName });

const sink = createEventSink({ client, tableName, streamId: "weather" });
await sink.write({ data: '{"station":"EDDM","celsius":-3}', id: "1" });
await sink.write({ data: '{"station":"EDDF","celsius":4}', id: "2" });
await sink.write({ data: '{"station":"EDDM","celsius":-3}', id: "1" }); // the source sent it again
await sink.flush();

const { stored, duplicates } = sink.stats;
console.log(`${stored} stored, ${duplicates} duplicate`);

const { Items = [] } = await client.send(
  new QueryCommand({
    TableName: tableName,
    KeyConditionExpression: "PK = :stream",
    ExpressionAttributeValues: { ":stream": { S: "weather" } },
  }),
);
for (const { key, id, data } of Items.map(fromItem)) console.log(key, id, data);
