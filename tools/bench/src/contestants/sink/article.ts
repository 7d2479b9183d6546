import { createHash } from "node:crypto";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Outcome } from "../../measurement.ts";
import { createClient, STREAM_ID, type WriteTask, writeAll } from "./write-task.ts";

/** One conditional put after the other, by lib-dynamodb: how the article that this project began with stores events. */
export async function sequential(task: WriteTask): Promise<Outcome> {
  const client = createClient(task.endpoint);
  const documents = DynamoDBDocumentClient.from(client);
  const outcome = await writeAll(task, { lanes: 1, perCall: 1 }, async ([event]) => {
    if (event === undefined) return;
    await documents.send(
      new PutCommand({
        TableName: task.tableName,
        Item: {
          PK: STREAM_ID,
          SK: createHash("sha1").update(event).digest("hex"),
          data: event.toString("utf8"),
          receivedAt: Date.now(),
        },
        ConditionExpression: "attribute_not_exists(PK) AND attribute_not_exists(SK)",
      }),
    );
  });
  client.destroy();
  return outcome;
}
