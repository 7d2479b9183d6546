import type { StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LoopbackServer } from "../../src/services/loopback-server.ts";
import { serveStepFunctions } from "../../src/step-functions/endpoint.ts";
import { MAX_REQUEST_BYTES } from "../../src/step-functions/request-body.ts";
import { StepFunctions } from "../../src/step-functions/step-functions.ts";

const MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
const WAITS: StateMachineDefinition = {
  StartAt: "Until then",
  States: { "Until then": { Type: "Wait", TimestampPath: "$.until", End: true } },
};
const input = JSON.stringify({
  streamId: "#carrier/default/2",
  until: new Date(Date.now() + 3_600_000).toISOString(),
});

describe("the local Step Functions", () => {
  let engine: StepFunctions;
  let server: LoopbackServer;

  beforeAll(async () => {
    const none = () => Promise.reject(new Error("not in this machine"));
    engine = new StepFunctions({ [MACHINE]: WAITS }, { invoke: none, dynamodb: none });
    server = await serveStepFunctions(() => engine);
  });

  afterAll(async () => {
    engine.abortAll();
    await server.close();
  });

  async function call(action: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(server.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AWSStepFunctions.${action}`,
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it("starts an execution, once for the same name and input", async () => {
    const started = await call("StartExecution", { stateMachineArn: MACHINE, name: "default-2-0", input });
    expect(started).toEqual({
      status: 200,
      body: {
        executionArn: "arn:aws:states:us-east-1:000000000000:execution:m:default-2-0",
        startDate: expect.any(Number),
      },
    });
    expect(await call("StartExecution", { stateMachineArn: MACHINE, name: "default-2-0", input })).toEqual(
      started,
    );
    expect(engine.executionsOf("#carrier/default/2")).toHaveLength(1);
    expect(engine.isRunning("#carrier/default/2")).toBe(true);
  });

  it.each([
    ["ExecutionAlreadyExists", { stateMachineArn: MACHINE, name: "default-2-0", input: "{}" }],
    ["StateMachineDoesNotExist", { stateMachineArn: `${MACHINE}2`, name: "a", input }],
    ["InvalidName", { stateMachineArn: MACHINE, name: "#carrier/1", input }],
    ["InvalidName", { stateMachineArn: MACHINE, name: "n".repeat(81), input }],
    ["InvalidExecutionInput", { stateMachineArn: MACHINE, name: "a", input: "{" }],
    ["InvalidExecutionInput", "x".repeat(MAX_REQUEST_BYTES + 1)],
  ])("says what is wrong in AWS's words: %s", async (code, request) => {
    await call("StartExecution", { stateMachineArn: MACHINE, name: "default-2-0", input });
    expect(await call("StartExecution", request)).toEqual({
      status: 400,
      body: { __type: code, message: expect.any(String) },
    });
  });

  it("stops an execution, which is over then", async () => {
    const { body } = await call("StartExecution", { stateMachineArn: MACHINE, name: "stopped", input });
    const { executionArn } = body;
    expect(await call("StopExecution", { executionArn })).toMatchObject({ status: 200 });
    const stopped = engine.executions.find(({ arn }) => arn === executionArn);
    expect(await stopped?.result).toMatchObject({ status: "ABORTED" });
    expect(await call("StopExecution", { executionArn: "other" })).toMatchObject({
      status: 400,
      body: { __type: "ExecutionDoesNotExist" },
    });
  });

  it("refuses other operations, and what a web page sends", async () => {
    expect(await call("SendTaskSuccess", {})).toMatchObject({ body: { __type: "UnknownOperation" } });
    expect(await call("toString", {})).toMatchObject({ body: { __type: "UnknownOperation" } });
    const request = { stateMachineArn: MACHINE, name: "page", input };
    expect(await call("StartExecution", request, { origin: "https://evil.example" })).toMatchObject({
      status: 403,
    });
    expect(engine.executions.map(({ name }) => name)).not.toContain("page");
  });
});
