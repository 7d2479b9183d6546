import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runReadmeExample, type StartedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

let dynamoDb: StartedDynamoDb;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
});
afterAll(() => dynamoDb.stop());

test("the README's example prints what the README says", async () => {
  const output = await runReadmeExample({
    packageDir,
    file: "examples/count-once.ts",
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_REGION: "local",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    },
  });
  expect(output).toBe("added\nthere already\nfailed after 1 attempt\n");
  expect(await readFile(`${packageDir}README.md`, "utf8")).toContain(`\n${output}\`\`\``);
});
