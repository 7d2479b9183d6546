import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, test } from "vitest";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

test("the README's example prints what the README says", async () => {
  const output = await runReadmeExample({ packageDir, file: "examples/refuse.ts" });
  expect(output).toBe(
    "maxsocket is no option: did you mean maxSockets?\ncolour is no option\nretry.maxAttempt is no option: did you mean retry.maxAttempts?\n",
  );
  expect(await readFile(`${packageDir}README.md`, "utf8")).toContain(`\n${output}\`\`\``);
});
