import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { emfLines, valuesOf } from "../support/emf.ts";
import { type Answer, CARRIER, type FleetStage, setUpFleet } from "../support/fleet-stage.ts";
import { runBundle } from "../support/run-bundle.ts";
import { until } from "../support/until.ts";

let stage: FleetStage;
let stepFunctions: Server | undefined;
afterEach(async () => {
  stepFunctions?.close();
  stepFunctions?.closeAllConnections();
  await stage?.stop();
});

/** Three events, and no end. */
const threeEvents: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  response.write([1, 2, 3].map((id) => `${JSON.stringify({ id })}\n`).join(""));
};

/** A Step Functions that takes every execution, and tells of them. */
async function startStepFunctions(): Promise<{ url: string; started: unknown[] }> {
  const started: unknown[] = [];
  stepFunctions = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    started.push(JSON.parse(Buffer.concat(chunks).toString()));
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.end(JSON.stringify({ executionArn: "arn", startDate: 1 }));
  }).listen(0, "127.0.0.1");
  await once(stepFunctions, "listening");
  const { port } = stepFunctions.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, started };
}

it("the deployed function carries streams, has the next carrier started when it is full, and sums up their metrics", async () => {
  const streams = ["one", "two", "three"];
  const { url, started } = await startStepFunctions();
  stage = await setUpFleet(Object.fromEntries(streams.map((streamId) => [streamId, threeEvents])), {
    STREAMS_PER_FUNCTION: "2",
    MAX_CARRIERS: "2",
    POWERTOOLS_METRICS_DISABLED: "false",
    AWS_ENDPOINT_URL_SFN: url,
  });
  for (const streamId of streams) await stage.begin(streamId);
  const turn = { carrier: CARRIER, holder: "run/A", expectedEpoch: 1, stateMachineArn: "arn:machine" };
  const carried = runBundle({ ...stage.environment, TURN: JSON.stringify(turn) });
  await until("the next carrier is started", () => started.length > 0);
  expect(started[0]).toEqual({
    stateMachineArn: "arn:machine",
    name: "default-2-0",
    input: '{"streamId":"#carrier/default/2","restart":true}',
  });
  const stored = () => Promise.all(streams.map((streamId) => stage.stored(streamId)));
  await until(
    "two streams are stored",
    async () => (await stored()).filter((count) => count === 3).length === 2,
  );
  for (const streamId of [...streams, CARRIER]) await stage.leases.stop({ streamId });
  const output = await carried;
  expect(output).toMatch(/RETURNED .*"outcome":"stopped".*"seatsTaken":2/);
  const lines = emfLines(output);
  const sum = (name: string) => valuesOf(lines, name).reduce((total, value) => total + value, 0);
  expect(sum("EventsStored")).toBe(6);
  for (const line of lines) expect(line).toMatchObject({ carrier: CARRIER, requestId: "r1" });
  expect(lines.length).toBeLessThanOrEqual(3);
});
