import type { State, StateGraph, StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { ExecutionAbortedError, StateMachine } from "aws-local-stepfunctions";
import type { ExecutionRecord } from "../history.ts";
import type { Random } from "../prng.ts";
import type { Turn } from "./connection-function.ts";
import type { DynamoDb } from "./dynamodb/dynamodb.ts";
import type { Lambda } from "./lambda.ts";
import { TaskError } from "./task-error.ts";
import type { World } from "./world.ts";

const STATE_MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:relay";

/** Step Functions sets no limit to a task that names none; the interpreter would stop it after 60 s. */
const NO_TASK_TIMEOUT_SECONDS = 2_000_000;

const START_THROTTLED = 0.05;
const START_REPLY_LOST = 0.05;

interface Execution {
  readonly record: ExecutionRecord;
  readonly input: string;
  abort(): void;
}

/** Step Functions for one state machine, run by the interpreter: every task takes a little time on its way. */
export class StepFunctions {
  private readonly world: World;
  private readonly definition: StateMachineDefinition;
  private readonly lambda: Lambda;
  private readonly dynamodb: DynamoDb;
  private readonly random: Random;
  private readonly executions: Execution[] = [];

  constructor(world: World, definition: StateMachineDefinition, lambda: Lambda, dynamodb: DynamoDb) {
    this.world = world;
    this.definition = withLongTaskTimeouts(definition);
    this.lambda = lambda;
    this.dynamodb = dynamodb;
    this.random = world.random.fork("step-functions");
  }

  get runningCount(): number {
    return this.executions.filter(({ record }) => record.endedAtMs === undefined).length;
  }

  /**
   * Starts an execution. A name that runs with the same input is answered as if it were started now.
   *
   * @throws TaskError when there was one of that name
   */
  start(name: string, input: unknown): void {
    const text = JSON.stringify(input);
    const known = this.executions.find(({ record }) => record.name === name);
    if (known !== undefined) {
      if (known.record.endedAtMs === undefined && known.input === text) return;
      throw new TaskError("StepFunctions.ExecutionAlreadyExistsException", `there is an execution ${name}`);
    }
    const { successor = false, restart = false } = input as { successor?: boolean; restart?: boolean };
    const startedAtMs = this.world.nowMs;
    const record: ExecutionRecord = { name, isSuccessor: successor, isRestart: restart, startedAtMs };
    this.world.history.executions.push(record);
    this.world.trace(name, "execution started", { input });
    const machine = new StateMachine(structuredClone(this.definition) as never, {
      validationOptions: { noValidate: true },
    });
    const run = machine.run(JSON.parse(text), {
      overrides: { taskResourceLocalHandlers: this.taskHandlers(name) as never },
      context: {
        Execution: {
          Id: `${STATE_MACHINE_ARN.replace(":stateMachine:", ":execution:")}:${name}`,
          Name: name,
        },
        StateMachine: { Id: STATE_MACHINE_ARN },
      } as never,
    });
    this.executions.push({ record, input: text, abort: run.abort });
    void this.traceStates(name, run.eventLogs as never);
    run.result.then(
      (output) => this.over(record, "succeeded", String((output as { outcome?: string } | null)?.outcome)),
      (error: Error) =>
        this.over(record, error instanceof ExecutionAbortedError ? "aborted" : "failed", error.message),
    );
  }

  isRunning(name: string): boolean {
    return this.executions.some(({ record }) => record.name === name && record.endedAtMs === undefined);
  }

  /** Somebody stops the newest of the running executions; false when there is none. */
  abortNewest(): boolean {
    const newest = this.executions.findLast(({ record }) => record.endedAtMs === undefined);
    newest?.abort();
    return newest !== undefined;
  }

  private over(
    record: ExecutionRecord,
    status: NonNullable<ExecutionRecord["status"]>,
    result: string,
  ): void {
    Object.assign(record, { status, result, endedAtMs: this.world.nowMs });
    this.world.trace(record.name, `execution ${status}`, { result });
  }

  private taskHandlers(name: string) {
    const handlers: Record<string, (parameters: unknown) => Promise<unknown>> = {};
    for (const [stateName, state] of tasksOf(this.definition)) {
      handlers[stateName] = (parameters) => this.task(name, state.Resource, parameters);
    }
    return handlers;
  }

  private async task(execution: string, resource: string, parameters: unknown): Promise<unknown> {
    const { clock } = this.world;
    const [, service, action = ""] = /:states:::(\w+):(\w+)$/.exec(resource) ?? [];
    await clock.pause(this.random.integer(5, 80));
    try {
      if (service === "dynamodb") return await this.dynamodb.integrate(execution, action, parameters);
      if (service === "lambda") return await this.invokeFunction(parameters as { Payload: Turn });
      if (service === "states")
        return await this.startSuccessor(parameters as { Name: string; Input: unknown });
    } catch (error) {
      if (!(error instanceof TaskError)) this.world.history.unhandled.push(String(error));
      throw error;
    } finally {
      await clock.pause(this.random.integer(5, 80));
    }
    throw new TaskError("States.Runtime", `${resource} is not simulated`);
  }

  private async invokeFunction({ Payload: turn }: { Payload: Turn }): Promise<unknown> {
    const payload = await this.lambda.invoke(turn);
    return { ExecutedVersion: "$LATEST", StatusCode: 200, Payload: payload };
  }

  private async startSuccessor({
    Name: name,
    Input: input,
  }: {
    Name: string;
    Input: unknown;
  }): Promise<unknown> {
    const isCalm = this.world.plan.table.throttle === 0;
    if (!isCalm && this.random.chance(START_THROTTLED)) {
      this.world.fault("successor throttled", name, 15_000);
      throw new TaskError("StepFunctions.ThrottlingException", "Rate exceeded");
    }
    this.start(name, input);
    if (!isCalm && this.random.chance(START_REPLY_LOST)) {
      this.world.fault("successor's reply lost", name, 15_000);
      throw new TaskError("StepFunctions.SdkClientException", "Unable to execute HTTP request");
    }
    return { ExecutionArn: name, StartDate: this.world.nowMs / 1000 };
  }

  private async traceStates(
    name: string,
    events: AsyncIterable<{ type: string; state?: { name: string; type: string } }>,
  ): Promise<void> {
    for await (const { type, state } of events) {
      if (type === "StateEntered" && state !== undefined)
        this.world.trace(name, "state", { name: state.name });
    }
  }
}

type TaskState = Extract<State, { Type: "Task" }>;

function tasksOf(graph: StateGraph): [string, TaskState][] {
  return Object.entries(graph.States).flatMap(([name, state]): [string, TaskState][] => {
    if (state.Type === "Task") return [[name, state]];
    return state.Type === "Parallel" ? state.Branches.flatMap(tasksOf) : [];
  });
}

function withLongTaskTimeouts<Graph extends StateGraph>(graph: Graph): Graph {
  const states = Object.entries(graph.States).map(([name, state]): [string, State] => {
    if (state.Type === "Task") return [name, { TimeoutSeconds: NO_TASK_TIMEOUT_SECONDS, ...state }];
    if (state.Type !== "Parallel") return [name, state];
    return [name, { ...state, Branches: state.Branches.map(withLongTaskTimeouts) }];
  });
  return { ...graph, States: Object.fromEntries(states) };
}
