import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runReadmeExample, type StartedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LEASE_ATTRIBUTES } from "../src/attributes.ts";
import * as rules from "../src/transitions/rules.ts";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

let dynamoDb: StartedDynamoDb;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
});
afterAll(() => dynamoDb.stop());

test.each([
  {
    file: "examples/relay-a-stream.ts",
    printed: [
      "fenced: held by request-1",
      "B resumes after id-7, with 7 events stored",
      "fenced: epoch 3 is B's",
      "stopped enough weather",
      "",
    ],
  },
  {
    file: "examples/carry-streams.ts",
    printed: [
      "#carrier/default/1 has rain, wind",
      "#carrier/default/1 has wind",
      "#carrier/default/2 has rain",
      "",
    ],
  },
])("$file of the README prints what the README says", async ({ file, printed }) => {
  const output = await runReadmeExample({
    packageDir,
    file,
    env: {
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      AWS_REGION: "local",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    },
  });
  expect(output).toBe(printed.join("\n"));
  expect(await readFile(`${packageDir}README.md`, "utf8")).toContain(`\n${output}\`\`\``);
});

test("the README shows every condition as it is, and every attribute", async () => {
  const readme = await readFile(`${packageDir}README.md`, "utf8");
  const conditions = Object.entries(rules)
    .filter(([name]) => name.startsWith("may"))
    .map(([, { condition }]) => condition);
  for (const shown of [...conditions, ...Object.values(LEASE_ATTRIBUTES)]) {
    expect(readme).toContain(`\`${shown}\``);
  }
});
