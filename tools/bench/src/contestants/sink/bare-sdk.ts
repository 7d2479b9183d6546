import { hash } from "node:crypto";
import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Outcome } from "../../measurement.ts";
import { createClient, STREAM_ID, type WriteTask, writeAll } from "./write-task.ts";

/** Statements that one `BatchExecuteStatement` takes. */
const MAX_STATEMENTS = 25;

/** The bare SDK: conditional puts, so many at once, and nothing else. */
export async function puts(task: WriteTask): Promise<Outcome> {
  const client = createClient(task.endpoint);
  const outcome = await writeAll(task, { lanes: task.requests, perCall: 1 }, async ([event]) => {
    if (event !== undefined) await put(client, task.tableName, event);
  });
  client.destroy();
  return outcome;
}

/** One event by a conditional `PutItem`. */
export function put(client: DynamoDBClient, tableName: string, event: Buffer): Promise<unknown> {
  return client.send(
    new PutItemCommand({
      TableName: tableName,
      Item: itemOf(event),
      ConditionExpression: "attribute_not_exists(PK) AND attribute_not_exists(SK)",
    }),
  );
}

/** The bare SDK: `BatchExecuteStatement` with 25 inserts, so many at once. */
export async function batches(task: WriteTask): Promise<Outcome> {
  const client = createClient(task.endpoint);
  const outcome = await writeAll(task, { lanes: task.requests, perCall: MAX_STATEMENTS }, (events) =>
    insert(client, task.tableName, events),
  );
  client.destroy();
  return outcome;
}

async function insert(client: DynamoDBClient, tableName: string, events: readonly Buffer[]): Promise<void> {
  const Statement = `INSERT INTO "${tableName}" VALUE {'PK':?,'SK':?,'data':?,'receivedAt':?}`;
  const { Responses = [] } = await client.send(
    new BatchExecuteStatementCommand({
      Statements: events.map((event) => ({ Statement, Parameters: Object.values(itemOf(event)) })),
    }),
  );
  const refused = Responses.find(({ Error: error }) => error !== undefined);
  if (refused !== undefined) throw new Error(`a statement was refused: ${JSON.stringify(refused)}`);
}

/** The item that event-sink would make of it. */
function itemOf(event: Buffer): Record<string, AttributeValue> {
  return {
    PK: { S: STREAM_ID },
    SK: { S: hash("sha1", event) },
    data: { S: event.toString("utf8") },
    receivedAt: { N: String(Date.now()) },
  };
}
