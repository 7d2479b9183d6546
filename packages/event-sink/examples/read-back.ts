import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { createEventSink, eventsTable, readEvents } from "@unbounded-streams/event-sink";
import { createFileDeadLetter } from "@unbounded-streams/event-sink/file";

const client = new DynamoDBClient();
const tableName = "example-readings";
await client.send(new CreateTableCommand(eventsTable(tableName, { receivedAtIndex: true })));
await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: tableName });

const stream = { tableName, streamId: "weather", shards: 4 };
const deadLetter = createFileDeadLetter({ directory: process.env.DEAD_LETTERS ?? "dead-letters" });
const sink = createEventSink({
  client,
  ...stream,
  key: { fields: ["/station", "/hour"] },
  compress: "auto",
  deadLetter,
});
for (const hour of [1, 2, 3, 4]) {
  const reading = { station: "EDDM", hour, celsius: -hour, remarks: "cold ".repeat(hour ** 4) };
  await sink.write({ data: JSON.stringify(reading), receivedAtMs: Date.UTC(2026, 0, 1, hour) });
}
await sink.write({ data: "station EDDM is closed" });
await sink.flush();
console.log(`${sink.stats.stored} stored, ${sink.stats.storedBytes} bytes`);

const range = { since: new Date("2026-01-01T02:00Z"), until: new Date("2026-01-01T04:00Z") };
for await (const { data } of readEvents(client, { ...stream, ...range })) {
  console.log(`${data.slice(0, 55)}... ${data.length} characters`);
}
for await (const { data, message } of deadLetter.read("weather")) {
  console.log(`${Buffer.from(data)}: ${message}`);
}
