import type { StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { expect, it } from "vitest";
import { StepFunctions } from "../../src/step-functions/step-functions.ts";
import { wakeRule } from "../../src/step-functions/wake-rule.ts";

const CARRIER = "arn:aws:states:us-east-1:000000000000:stateMachine:carrier";
const ADMISSION = "arn:aws:states:us-east-1:000000000000:stateMachine:admission";
const waits: StateMachineDefinition = {
  StartAt: "Until then",
  States: { "Until then": { Type: "Wait", TimestampPath: "$.until", End: true } },
};
const passes: StateMachineDefinition = { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } };
const input = { streamId: "#carrier/default/1", until: new Date(Date.now() + 3_600_000).toISOString() };

function engineWithRule(definition = waits) {
  const woken = Promise.withResolvers<Record<string, unknown>>();
  const none = () => Promise.reject(new Error("not in this machine"));
  const wake = wakeRule((name, event) => {
    woken.resolve(event as Record<string, unknown>);
    return engine.start(ADMISSION, name, event);
  }, 0);
  const engine: StepFunctions = new StepFunctions(
    { [CARRIER]: definition, [ADMISSION]: passes },
    { invoke: none, dynamodb: none, onOver: wake },
  );
  return { engine, woken: woken.promise };
}

it("wakes the fleet with the event of EventBridge when an execution was stopped by hand", async () => {
  const { engine, woken } = engineWithRule();
  const { arn, abort } = engine.start(CARRIER, "c", input);
  abort();
  expect(await woken).toMatchObject({
    source: "aws.states",
    "detail-type": "Step Functions Execution Status Change",
    detail: {
      executionArn: arn,
      stateMachineArn: CARRIER,
      status: "ABORTED",
      input: JSON.stringify(input),
    },
  });
  const [, admission] = engine.executions;
  expect(admission).toMatchObject({ stateMachineArn: ADMISSION, subject: undefined });
  expect(await admission?.result).toMatchObject({ status: "SUCCEEDED" });
});

it("wakes nobody when an execution has succeeded, or the run ends", async () => {
  const { engine } = engineWithRule(passes);
  await engine.start(CARRIER, "sound", input).result;
  const waiting = engineWithRule();
  const { result } = waiting.engine.start(CARRIER, "c", input);
  waiting.engine.abortAll();
  await result;
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect([...engine.executions, ...waiting.engine.executions].map(({ name }) => name)).toEqual([
    "sound",
    "c",
  ]);
});
