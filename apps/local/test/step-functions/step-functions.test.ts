import { buildStateMachine, type StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { describe, expect, it } from "vitest";
import { InvocationError } from "../../src/errors.ts";
import { branchesOf } from "../../src/step-functions/machine.ts";
import { StepFunctions, type TaskServices } from "../../src/step-functions/step-functions.ts";

const M = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:connection-manager";
const staggered = buildStateMachine({
  strategy: "staggered",
  functionArn,
  lifetimeSeconds: 2,
  waitSeconds: 1,
});
const input = { pathParameters: { streamId: "s" } };

function engineOf(definition: StateMachineDefinition, invoke: TaskServices["invoke"]): StepFunctions {
  const dynamodb = () => Promise.reject(new Error("not in this machine"));
  return new StepFunctions({ [M]: definition }, { invoke, dynamodb });
}

describe("Step Functions on this machine", () => {
  it("knows in which branch each state stands", () => {
    const branches = [...branchesOf(staggered)].map(([name, { branch }]) => `${branch} ${name}`);
    expect(branches).toEqual([
      "A Parallel",
      "A Wait (1)",
      "A connection-manager (2)",
      "B Wait 2 (1)",
      "B connection-manager 2 (2)",
    ]);
  });

  it("hands the input to the function, waits in real time and goes on after a failure", async () => {
    const invoked: string[] = [];
    const engine = engineOf(staggered, async (event, branch) => {
      expect(event).toEqual(input);
      invoked.push(branch);
      if (invoked.length === 1) throw new InvocationError("Sandbox.Timedout", "too late");
      return { outcome: "ended" };
    });
    const execution = engine.start(M, "e", input);
    expect(execution).toMatchObject({
      arn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
      subject: "s",
    });
    expect(await execution.result).toMatchObject({ status: "SUCCEEDED" });
    expect(invoked.toSorted()).toEqual(["A", "B", "B"]);
    const waits = execution.waits.map(({ branch, state }) => `${branch} ${state}`);
    expect(waits.toSorted()).toEqual(["A Wait (1)", "B Wait 2 (1)"]);
    for (const { fromMs, toMs } of execution.waits) expect((toMs ?? 0) - fromMs).toBeGreaterThanOrEqual(999);
  });

  it("waits until a time, not at all when it is over, and goes on with the input as it was", async () => {
    const definition: StateMachineDefinition = {
      StartAt: "Until then",
      States: {
        "Until then": { Type: "Wait", TimestampPath: "$.soon", Next: "Until long ago" },
        "Until long ago": { Type: "Wait", TimestampPath: "$.past", End: true },
      },
    };
    const startMs = Date.now();
    const times = { soon: new Date(startMs + 300).toISOString(), past: "2020-01-01T00:00:00.000Z" };
    const engine = engineOf(definition, () => Promise.reject(new Error("not in this machine")));
    const execution = engine.start(M, "e", { ...input, ...times });
    expect(await execution.result).toMatchObject({ status: "SUCCEEDED", output: { ...input, ...times } });
    const [soon, past] = execution.waits;
    expect([soon?.state, past?.state]).toEqual(["Until then", "Until long ago"]);
    expect(soon?.toMs).toBeGreaterThanOrEqual(startMs + 299);
    expect((past?.toMs ?? 0) - (past?.fromMs ?? 0)).toBeLessThan(10_000);
  });

  it("ends a wait until a time when it is aborted", async () => {
    const definition: StateMachineDefinition = {
      StartAt: "Until then",
      States: { "Until then": { Type: "Wait", TimestampPath: "$.later", End: true } },
    };
    const engine = engineOf(definition, () => Promise.reject(new Error("not in this machine")));
    const { result } = engine.start(M, "e", {
      ...input,
      later: new Date(Date.now() + 3_600_000).toISOString(),
    });
    engine.abortAll();
    expect(await result).toMatchObject({ status: "ABORTED" });
  });

  it("fails with the reason when no state catches the error", async () => {
    const definition = buildStateMachine({ strategy: "retry-on-timeout", functionArn, lifetimeSeconds: 2 });
    const engine = engineOf(definition, () =>
      Promise.reject(new InvocationError("StreamRefusedError", "403")),
    );
    expect(await engine.start(M, "e", input).result).toMatchObject({
      status: "FAILED",
      error: { message: expect.stringContaining("403") },
    });
  });

  it("ends as aborted when it is aborted, and is idle then", async () => {
    const engine = engineOf(staggered, () => new Promise(() => undefined));
    const { result } = engine.start(M, "e", input);
    engine.abortAll();
    await engine.idle("s");
    expect(await result).toMatchObject({ status: "ABORTED" });
  });

  it("takes the same name with the same input for the running execution, and refuses it otherwise", async () => {
    const engine = engineOf(staggered, () => new Promise(() => undefined));
    const execution = engine.start(M, "e", input);
    expect(engine.start(M, "e", structuredClone(input))).toBe(execution);
    const refusal = expect.objectContaining({ name: "StepFunctions.ExecutionAlreadyExistsException" });
    expect(() => engine.start(M, "e", { streamId: "other" })).toThrow(refusal);
    engine.abortAll();
    await engine.idle("s");
    expect(() => engine.start(M, "e", input)).toThrow(refusal);
  });
});
