import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, it } from "vitest";

it("the README's example runs and prints what the README says", async () => {
  const packageDir = fileURLToPath(new URL("..", import.meta.url));
  const printed = await runReadmeExample({ packageDir, file: "examples/basic.ts" });
  expect(printed).toBe("1: Hello\n2: world\nfinished: ended, resume after 2\n");
});
