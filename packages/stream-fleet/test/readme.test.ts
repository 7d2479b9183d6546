import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, test } from "vitest";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

test("the README's example prints what the README says", async () => {
  const output = await runReadmeExample({ packageDir, file: "examples/carry-streams.ts" });
  expect(output).toBe(
    [
      "rain is read by request-1",
      "wind is read by request-1",
      "rain is read by request-2",
      "wind is read by request-2",
      "request-1: superseded, 2 seats handed over",
      "request-2: ended, 2 streams over",
      "",
    ].join("\n"),
  );
  expect(await readFile(`${packageDir}README.md`, "utf8")).toContain(`\n${output}\`\`\``);
});
