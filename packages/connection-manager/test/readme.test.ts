import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { afterEach, expect, it } from "vitest";
import { type Stage, setUp } from "./support/stage.ts";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

let stage: Stage;
afterEach(() => stage?.stop());

it("the README's example runs", async () => {
  stage = await setUp({ events: 12, rate: 100 });
  const printed = await runReadmeExample({ packageDir, file: "examples/lambda.ts", env: stage.environment });
  expect(printed).toContain("ended: 12 events stored\n");
});

it("the README's example of a relay runs", async () => {
  stage = await setUp({ events: 12, rate: 100 });
  const env = { ...stage.environment, ...stage.relayEnvironment };
  const printed = await runReadmeExample({ packageDir, file: "examples/relay.ts", env });
  expect(printed).toContain("ended in epoch 2: 12 events stored\n");
});
