import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { RUNNING_SERVERS } from "../src/contract-servers.ts";
import { contractServers, startEmbeddedDynamoDb } from "../src/index.ts";

it("without the command the contract runs on dynalite alone", async () => {
  const [only, ...others] = contractServers({});
  expect(only?.name).toBe("dynalite");
  expect(others).toEqual([]);
  const server = await only?.connect();
  const client = new DynamoDBClient({ ...server?.clientConfig });
  expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  client.destroy();
  await server?.stop();
});

it("under the command it runs on the servers that were started, and stops none of them", async () => {
  const dynamoDb = await startEmbeddedDynamoDb();
  const { clientConfig } = dynamoDb;
  const running = JSON.stringify([{ name: "ministack", clientConfig }]);
  const [only] = contractServers({ [RUNNING_SERVERS]: running });
  expect(only?.name).toBe("ministack");
  const server = await only?.connect();
  expect(server?.clientConfig).toEqual(clientConfig);
  await server?.stop();
  const client = new DynamoDBClient(clientConfig);
  await client.send(new ListTablesCommand({}));
  client.destroy();
  await dynamoDb.stop();
});

const COMMAND = new URL("../src/e2e-dynamodb.ts", import.meta.url).pathname;

it("the command says what it needs", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, "--help"]);
  expect(stdout).toMatch(/--only <server>/);
  expect(stdout).toMatch(/Java 17/);
  expect(stdout).toMatch(/Python 3\.10/);
});

it("the command refuses a server that it does not know, and names those that it does", async () => {
  await expect(promisify(execFile)(process.execPath, [COMMAND, "--only", "dynamodb"])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--only dynamodb: the servers are dynalite, dynamodb-local, ministack"),
  });
});
