import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runReadmeExample, type StartedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
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
      '7b6e6adb98247f36741a2b09d706cf2eec0d06ae 1 {"station":"EDDM","celsius":-3}',
      'e91243c8c6985224f6075c2ce8a2cab977b03e86 2 {"station":"EDDF","celsius":4}',
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
  expect(readme).toContain(`\`\`\`\n${output}\`\`\``);
});
