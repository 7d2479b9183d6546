import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  runExample,
  runReadmeExample,
  type StartedDynamoDb,
  startEmbeddedDynamoDb,
} from "@unbounded-streams/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

let dynamoDb: StartedDynamoDb;
beforeAll(async () => {
  dynamoDb = await startEmbeddedDynamoDb();
});
afterAll(() => dynamoDb.stop());

const packageDir = fileURLToPath(new URL("..", import.meta.url));
const env = () => ({
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
  AWS_REGION: "local",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
});

test("the README's example prints what the README says", async () => {
  const output = await runReadmeExample({ packageDir, file: "examples/store-events.ts", env: env() });
  expect(output).toBe(
    [
      "2 stored, 1 duplicate",
      '806f07da0badb23d444877ae98b07a27fe5b5b2a 1 {"station":"EDDM","celsius":-3}',
      'fd9eb6fced56552690f5aedfa000583a9e2d8a5b 2 {"station":"EDDF","celsius":4}',
      "",
    ].join("\n"),
  );
});

test("the README's example of reading back prints what the README says", async () => {
  const directory = await mkdtemp(join(tmpdir(), "example-"));
  const output = await runReadmeExample({
    packageDir,
    file: "examples/read-back.ts",
    env: { ...env(), DEAD_LETTERS: directory },
  });
  await rm(directory, { recursive: true });
  const readme = await readFile(join(packageDir, "README.md"), "utf8");
  expect(output.split("\n")).toHaveLength(5);
  expect(readme).toContain(`\`\`\`text\n${output}\`\`\``);
});

test("a consumer gets the events of a delivery", async () => {
  const output = await runExample({ packageDir, file: "examples/consume.ts" });
  expect(output).toBe('weather 1 {"celsius":-3}\nweather 2 {"celsius":4}\n{ batchItemFailures: [] }\n');
});
