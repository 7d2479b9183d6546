import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SFNClient } from "@aws-sdk/client-sfn";
import { afterEach, describe, expect, it } from "vitest";
import { carrierStarter } from "../../src/carrier/start-carrier.ts";

let server: Server | undefined;
let client: SFNClient | undefined;
afterEach(() => {
  client?.destroy();
  server?.close();
  server?.closeAllConnections();
});

interface Started {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

/** A Step Functions that starts executions, except by names that are taken. */
async function stepFunctions(taken: readonly string[], error = "ExecutionAlreadyExists") {
  const started: Started[] = [];
  server = createServer(async (request, response) => {
    expect(request.headers["x-amz-target"]).toBe("AWSStepFunctions.StartExecution");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked: Started = JSON.parse(Buffer.concat(chunks).toString());
    started.push(asked);
    response.setHeader("content-type", "application/x-amz-json-1.0");
    if (taken.includes(asked.name)) {
      response.writeHead(400).end(JSON.stringify({ __type: error, message: "no" }));
    } else response.end(JSON.stringify({ executionArn: "arn", startDate: 1 }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  client = new SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const start = carrierStarter({
    fleet: "blue",
    stateMachineArn: "arn:machine",
    requestId: "0123456789abcdef",
    client,
  });
  return { started, start };
}

describe("a carrier", () => {
  it("is started as an execution named by its number and epoch", async () => {
    const { started, start } = await stepFunctions([]);
    await start(2, 7);
    expect(started).toEqual([
      {
        stateMachineArn: "arn:machine",
        name: "blue-2-7",
        input: '{"streamId":"#carrier/blue/2","restart":true}',
      },
    ]);
  });

  it("is started by a name of the invocation's own when an execution of that name is over", async () => {
    const { started, start } = await stepFunctions(["blue-2-7"]);
    await start(2, 7);
    expect(started.map(({ name }) => name)).toEqual(["blue-2-7", "blue-2-7-01234567"]);
  });

  it("is not started again by the same invocation", async () => {
    const { started, start } = await stepFunctions(["blue-2-7", "blue-2-7-01234567"]);
    await expect(start(2, 7)).resolves.toBeUndefined();
    expect(started).toHaveLength(2);
  });

  it("that Step Functions does not start is an error", async () => {
    const { start } = await stepFunctions(["blue-2-7"], "StateMachineDoesNotExist");
    await expect(start(2, 7)).rejects.toMatchObject({ name: "StateMachineDoesNotExist" });
  });
});
