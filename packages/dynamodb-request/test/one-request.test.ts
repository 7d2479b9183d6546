import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  type FaultProxy,
  type StartedDynamoDb,
  startEmbeddedDynamoDb,
  startFaultProxy,
} from "@unbounded-streams/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { asOneRequest } from "../src/index.ts";

let dynamoDb: StartedDynamoDb;
let proxy: FaultProxy;
let client: DynamoDBClient;
const settings = { region: "local", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
  proxy = await startFaultProxy(dynamoDb.endpoint);
  client = new DynamoDBClient({ ...settings, endpoint: proxy.endpoint });
});
afterAll(async () => {
  client.destroy();
  await proxy.stop();
  await dynamoDb.stop();
});

test("a command is made one request, and the client goes on retrying all others", async () => {
  proxy.faultNext("fail");
  await expect(client.send(asOneRequest(new ListTablesCommand({}), client))).rejects.toThrow();
  expect(proxy.operations).toEqual(["ListTables"]);
  proxy.faultNext("fail");
  await client.send(new ListTablesCommand({}));
  expect(proxy.operations).toEqual(["ListTables", "ListTables", "ListTables"]);
});

test("a client with a logger of its own logs what it sends", async () => {
  const lines: unknown[] = [];
  const log = (line: unknown) => void lines.push(line);
  const logger = { debug: log, info: log, warn: log, error: log };
  const loud = new DynamoDBClient({ ...settings, endpoint: proxy.endpoint, logger });
  await loud.send(asOneRequest(new ListTablesCommand({}), loud));
  expect(lines).toContainEqual(expect.objectContaining({ commandName: "ListTablesCommand" }));
  loud.destroy();
});
