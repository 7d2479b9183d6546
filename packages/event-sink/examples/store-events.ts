import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { createEventSink, eventsTable, readEvents } from "@unbounded-streams/event-sink";

const client = new DynamoDBClient();
const tableName = "example-events";
await client.send(new CreateTableCommand(eventsTable(tableName)));
await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName });

const stream = { tableName, streamId: "weather" };
const sink = createEventSink({ client, ...stream });
await sink.write({ data: '{"station":"EDDM","celsius":-3}', id: "1" });
await sink.write({ data: '{"station":"EDDF","celsius":4}', id: "2" });
await sink.write({ data: '{"station":"EDDM","celsius":-3}', id: "1" }); // the source sent it again
await sink.flush();

const { stored, duplicates } = sink.stats;
console.log(`${stored} stored, ${duplicates} duplicate`);
for await (const { key, id, data } of readEvents(client, stream)) console.log(key, id, data);
