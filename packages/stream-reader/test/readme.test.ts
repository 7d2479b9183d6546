import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, it } from "vitest";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

it("the README's example without HTTP runs and prints what the README says", async () => {
  const printed = await runReadmeExample({ packageDir, file: "examples/framing.ts" });
  expect(printed.split("\n")).toEqual([
    ...['{"n":1}', '{"n":2}', "5 bytes cut off", "message one", "done two", "a", "b"],
    ...["short,short 12,6", ""],
  ]);
});

it("the README's example runs and prints what the README says", async () => {
  const printed = await runReadmeExample({ packageDir, file: "examples/basic.ts" });
  expect(printed).toBe("1: Hello\n2: world\nfinished: ended, resume after 2\n");
});
