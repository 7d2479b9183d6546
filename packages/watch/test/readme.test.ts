import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, test } from "vitest";
import * as api from "../src/index.ts";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

test("the example of the README prints what the README says", async () => {
  const output = await runReadmeExample({ packageDir, file: "examples/account-for-a-night.ts" });
  expect(output).toContain("Somebody should be woken.");
  expect(await readFile(`${packageDir}README.md`, "utf8")).toContain(`\n${output}\`\`\``);
});

test("the README names the code of every error", async () => {
  const readme = await readFile(`${packageDir}README.md`, "utf8");
  const codes = Object.values(api)
    .filter((value) => typeof value === "function" && value.prototype instanceof api.WatchError)
    .map((ErrorClass) => Reflect.construct(ErrorClass as new () => api.WatchError, ["", "", ""]).code);
  expect(codes.length).toBeGreaterThan(5);
  for (const code of codes) expect(readme).toContain(`\`${code}\``);
});
