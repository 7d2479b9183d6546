import { writeSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createEventSink, type WriteMode } from "../../src/index.ts";

/** Writes numbered events and says how far they are acknowledged, until it is killed or through. */
const [endpoint = "", tableName = "", streamId = "", first, last, mode = "auto"] = process.argv.slice(2);
const client = new DynamoDBClient({
  endpoint,
  region: "local",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
const sink = createEventSink({
  client,
  tableName,
  streamId,
  key: "id",
  mode: mode as WriteMode,
  packDelayMs: 20,
  maxInFlight: 100,
  onAcknowledged: ({ id }) => writeSync(1, `${id}\n`),
});
for (let number = Number(first); number <= Number(last); number += 1) {
  const id = String(number).padStart(8, "0");
  await sink.write({ id, data: `event ${id}` });
}
await sink.flush();
client.destroy();
