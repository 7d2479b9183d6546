import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, it } from "vitest";

it("the README's example of a stream that is followed runs and prints what the README says", async () => {
  const packageDir = fileURLToPath(new URL("../..", import.meta.url));
  const printed = await runReadmeExample({ packageDir, file: "examples/follow.ts" });
  expect(printed.split("\n")).toEqual([
    '{"seq":1}',
    '{"seq":2}',
    "connection 1: closed",
    "connection 2: refused",
    '{"seq":3}',
    '{"seq":4}',
    "connection 3: closed",
    "connection 4: ended",
    "finished: ended after 4",
    "",
  ]);
});
