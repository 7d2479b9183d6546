import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runReadmeExample, type StartedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LEDGER_ATTRIBUTES } from "../src/attributes.ts";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

let dynamoDb: StartedDynamoDb;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
});
afterAll(() => dynamoDb.stop());

test("the example of the README prints what the README says", async () => {
  const output = await runReadmeExample({
    packageDir,
    file: "examples/account-for-a-stream.ts",
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_REGION: "local",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    },
  });
  expect(output).toContain("suspected: 4 s without a connection");
  expect(await readFile(`${packageDir}README.md`, "utf8")).toContain(`\n${output}\`\`\``);
});

test("the README shows every attribute", async () => {
  const readme = await readFile(`${packageDir}README.md`, "utf8");
  for (const attribute of Object.values(LEDGER_ATTRIBUTES)) expect(readme).toContain(`\`${attribute}\``);
});
