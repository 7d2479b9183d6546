import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { expect, it } from "vitest";
import { setUp } from "./stage.ts";

it("the README's example runs", async () => {
  const stage = await setUp({ events: 12, rate: 2000 });
  const packageDir = fileURLToPath(new URL("..", import.meta.url));
  const printed = await runReadmeExample({ packageDir, file: "examples/lambda.ts", env: stage.environment });
  await stage.stop();
  expect(printed).toContain("ended: 12 events stored\n");
});
