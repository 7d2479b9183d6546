import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, test } from "vitest";
import { parseCommandLine } from "../src/cli-options.ts";
import { FAULT_RULES } from "../src/fault-kinds.ts";
import { DEFAULT_LIMITS } from "../src/index.ts";

const packageDir = fileURLToPath(new URL("..", import.meta.url));
const readme = await readFile(`${packageDir}/README.md`, "utf8");

test("the README's example runs and loses nothing", async () => {
  const output = await runReadmeExample({ packageDir, file: "examples/judge-a-reader.ts" });

  expect(output).toBe(
    [
      "connection 1: status 503",
      "connection 2: status 200",
      "closed after event 40",
      "connection 3: status 200",
      "closed after event 100",
      "100 events made, 100 stored, 0 lost",
      "",
    ].join("\n"),
  );
});

test("the README names every option, fault and limit", () => {
  const help = parseCommandLine(["--help"], {});
  const flags = help.kind === "help" ? (help.text.match(/(?<=^ {2})--[a-z-]+/gm) ?? []) : [];
  expect(flags.length).toBeGreaterThan(10);

  for (const name of [...flags, ...Object.keys(FAULT_RULES), ...Object.keys(DEFAULT_LIMITS)]) {
    expect(readme).toContain(`\`${name}`);
  }
});
