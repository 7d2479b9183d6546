import { StateMachine } from "aws-local-stepfunctions";
import { vi } from "vitest";
import { type StateMachineDefinition, toJson } from "../../src/index.ts";

/** What a task hands to the function: `lambda:invoke`'s own parameters. */
export interface Invocation {
  state: string;
  FunctionName: string;
  Payload: unknown;
}

type Outcome = { status: "SUCCEEDED"; output: unknown } | { status: "FAILED"; error: string };

/** Starts an execution in which `invoke` stands for the function. The caller has turned the fake clock on. */
export function startExecution(
  definition: StateMachineDefinition,
  input: object,
  invoke: (invocation: Invocation) => Promise<unknown>,
) {
  const handlers = taskNamesOf(definition).map((state) => [
    state,
    (parameters: Omit<Invocation, "state">) => invoke({ state, ...parameters }),
  ]);
  const execution = new StateMachine(JSON.parse(toJson(definition))).run(JSON.parse(JSON.stringify(input)), {
    overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) },
    noThrowOnAbort: true,
  });
  const outcome: Promise<Outcome> = execution.result.then(
    (output) => ({ status: "SUCCEEDED", output }),
    (error) => ({ status: "FAILED", error: error.cause.name }),
  );
  return { outcome, abort: execution.abort };
}

/** Turns the fake clock until the promise settles, an hour of it at most. */
export async function onFakeClock<Value>(promise: Promise<Value>): Promise<Value> {
  let settled = false;
  const done = () => {
    settled = true;
  };
  promise.then(done, done);
  for (let turns = 0; !settled && turns < 3_600; turns += 1) await vi.advanceTimersByTimeAsync(1_000);
  if (!settled) throw new Error("nothing settled within an hour of the fake clock");
  return promise;
}

function taskNamesOf(definition: Pick<StateMachineDefinition, "States">): string[] {
  return Object.entries(definition.States).flatMap(([name, state]) => {
    if (state.Type === "Parallel") return state.Branches.flatMap(taskNamesOf);
    return state.Type === "Task" ? [name] : [];
  });
}
