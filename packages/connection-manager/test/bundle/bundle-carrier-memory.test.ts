import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type Answer, CARRIER, type FleetStage, setUpFleet } from "../support/fleet-stage.ts";
import { runBundle } from "../support/run-bundle.ts";
import { until } from "../support/until.ts";

const PRELOAD = new URL("../fixtures/litter.mjs", import.meta.url);

let stage: FleetStage;
let folder: string | undefined;
afterEach(async () => {
  await stage?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** One event, and no end. */
const oneEvent: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.write('{"id":1}\n');
};

it("a stream is taken by a function of 128 MB whose memory is full of what it no longer needs", async () => {
  folder = await mkdtemp(join(tmpdir(), "litter-"));
  const LITTER = join(folder, "now");
  stage = await setUpFleet({ early: oneEvent, late: oneEvent });
  await stage.begin("early");
  const turn = { carrier: CARRIER, holder: "run/A", expectedEpoch: 1, stateMachineArn: "arn:machine" };
  const carried = runBundle({
    ...stage.environment,
    ...{ LITTER, NODE_OPTIONS: `--import=${PRELOAD.href}` },
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    TURN: JSON.stringify(turn),
  });
  await until("the first stream is stored", async () => (await stage.stored("early")) === 1);
  await writeFile(LITTER, "");
  await until("the memory is full", () => existsSync(`${LITTER}.done`));
  await stage.begin("late");
  await until("the late stream is stored", async () => (await stage.stored("late")) === 1);
  for (const streamId of ["early", "late", CARRIER]) await stage.leases.stop({ streamId });
  expect(await carried).toMatch(/RETURNED .*"outcome":"stopped".*"seatsTaken":2/);
});
