import { hash } from "node:crypto";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Entity } from "dynamodb-toolbox/entity";
import { BatchPutRequest } from "dynamodb-toolbox/entity/actions/batchPut";
import { item } from "dynamodb-toolbox/schema/item";
import { number } from "dynamodb-toolbox/schema/number";
import { string } from "dynamodb-toolbox/schema/string";
import { Table } from "dynamodb-toolbox/table";
import { BatchWriteCommand, execute } from "dynamodb-toolbox/table/actions/batchWrite";
import type { Outcome } from "../../measurement.ts";
import { createClient, STREAM_ID, type WriteTask, writeAll } from "./write-task.ts";

/** Items that one `BatchWriteItem` takes. */
const MAX_ITEMS = 25;
const MAX_ATTEMPTS = 10;

/** dynamodb-toolbox's batch write, so many at once: 25 puts without a condition, which write over what is there. */
export async function batchWrite(task: WriteTask): Promise<Outcome> {
  const client = createClient(task.endpoint);
  const documentClient = DynamoDBDocumentClient.from(client);
  const { table, entity } = modelOf(task.tableName);
  const outcome = await writeAll(task, { lanes: task.requests, perCall: MAX_ITEMS }, async (events) => {
    const puts = events.map((event) =>
      entity.build(BatchPutRequest).item({
        PK: STREAM_ID,
        SK: hash("sha1", event),
        data: event.toString("utf8"),
        receivedAt: Date.now(),
      }),
    );
    const command = table.build(BatchWriteCommand).requests(...puts);
    const { UnprocessedItems = {} } = await execute({ documentClient, maxAttempts: MAX_ATTEMPTS }, command);
    if (Object.keys(UnprocessedItems).length > 0) throw new Error("items were left unprocessed");
  });
  client.destroy();
  return outcome;
}

function modelOf(name: string) {
  const table = new Table({
    name,
    partitionKey: { name: "PK", type: "string" },
    sortKey: { name: "SK", type: "string" },
    entityAttributeSavedAs: "kind",
  });
  const entity = new Entity({
    name: "event",
    table,
    entityAttribute: false,
    timestamps: false,
    schema: item({ PK: string().key(), SK: string().key(), data: string(), receivedAt: number() }),
  });
  return { table, entity };
}
