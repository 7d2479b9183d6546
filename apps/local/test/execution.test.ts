import { buildStateMachine } from "@unbounded-streams/asl-builder";
import { describe, expect, it } from "vitest";
import { InvocationError } from "../src/errors.ts";
import { branchesOf, startExecution } from "../src/execution.ts";

const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:connection-manager";
const staggered = buildStateMachine({
  strategy: "staggered",
  functionArn,
  lifetimeSeconds: 2,
  waitSeconds: 1,
});

describe("an execution", () => {
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
    const execution = startExecution({
      definition: staggered,
      arn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
      input: { pathParameters: { streamId: "s" } },
      async invoke(event, branch) {
        expect(event).toEqual({ pathParameters: { streamId: "s" } });
        invoked.push(branch);
        if (invoked.length === 1) throw new InvocationError("Sandbox.Timedout", "too late");
        return { outcome: "ended" };
      },
    });
    expect(await execution.result).toMatchObject({ status: "SUCCEEDED" });
    expect(invoked.toSorted()).toEqual(["A", "B", "B"]);
    expect(execution.waits.map(({ branch, state }) => `${branch} ${state}`).toSorted()).toEqual([
      "A Wait (1)",
      "B Wait 2 (1)",
    ]);
    for (const { fromMs, toMs } of execution.waits) expect((toMs ?? 0) - fromMs).toBeGreaterThanOrEqual(999);
  });

  it("fails with the reason when no state catches the error", async () => {
    const execution = startExecution({
      definition: buildStateMachine({ strategy: "retry-on-timeout", functionArn, lifetimeSeconds: 2 }),
      arn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
      input: {},
      invoke: () => Promise.reject(new InvocationError("StreamRefusedError", "403")),
    });
    expect(await execution.result).toMatchObject({
      status: "FAILED",
      error: { message: expect.stringContaining("403") },
    });
  });

  it("ends as aborted when it is aborted", async () => {
    const execution = startExecution({
      definition: staggered,
      arn: "arn:aws:states:us-east-1:000000000000:execution:m:e",
      input: {},
      invoke: () => new Promise(() => undefined),
    });
    execution.abort();
    expect(await execution.result).toMatchObject({ status: "ABORTED" });
  });
});
