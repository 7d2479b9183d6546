import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { startEmbeddedDynamoDb } from "../src/index.ts";

it("starts a DynamoDB that answers the real client, and stops it", async () => {
  const dynamodb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient({ ...dynamodb.clientConfig, maxAttempts: 1 });
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  await dynamodb.stop();
  await expect(client.send(new ListTablesCommand({}))).rejects.toThrow();
});
