import type { State, StateGraph, StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { ExecutionAbortedError, StateMachine } from "aws-local-stepfunctions";
import type { ExecutionRecord } from "../history.ts";
import type { Random } from "../prng.ts";
import type { DynamoDb } from "./dynamodb/dynamodb.ts";
import { TaskError } from "./task-error.ts";
import type { World } from "./world.ts";

/** The machine that relays one stream. */
export const RELAY_MACHINE = "relay";

const STATE_MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:";

/** Step Functions sets no limit to a task that names none; the interpreter would stop it after 60 s. */
const NO_TASK_TIMEOUT_SECONDS = 2_000_000;

const START_THROTTLED = 0.05;
const START_REPLY_LOST = 0.05;

/** The longest pause before a start is asked for again, and the start. */
const START_ALLOWANCE_MS = 15_000;

/** What `StartExecution` takes, in the words of a state machine. */
export interface StartExecutionInput {
  readonly StateMachineArn: string;
  readonly Name: string;
  readonly Input: unknown;
}

interface Execution {
  readonly record: ExecutionRecord;
  readonly input: string;
  abort(): void;
}

/** What a task of Lambda calls. */
interface Functions {
  invoke(turn: never): Promise<unknown>;
}

export interface StepFunctionsOptions {
  readonly world: World;
  /** By their names. */
  readonly machines: Readonly<Record<string, StateMachineDefinition>>;
  readonly lambda: Functions;
  readonly dynamodb: DynamoDb;
  /** Told of each execution that is over, with its input as text. */
  readonly onOver?: ((record: ExecutionRecord, input: string) => void) | undefined;
}

export function stateMachineArn(machine: string): string {
  return `${STATE_MACHINE_ARN}${machine}`;
}

export function executionArn(machine: string, name: string): string {
  return `${stateMachineArn(machine).replace(":stateMachine:", ":execution:")}:${name}`;
}

/** Step Functions, whose state machines the interpreter runs: every task takes a little time on its way. */
export class StepFunctions {
  private readonly world: World;
  private readonly machines = new Map<string, StateMachineDefinition>();
  private readonly lambda: Functions;
  private readonly dynamodb: DynamoDb;
  private readonly onOver: StepFunctionsOptions["onOver"];
  private readonly random: Random;
  private readonly executions: Execution[] = [];

  constructor({ world, machines, lambda, dynamodb, onOver }: StepFunctionsOptions) {
    this.world = world;
    for (const [name, definition] of Object.entries(machines)) {
      this.machines.set(name, withLongTaskTimeouts(definition));
    }
    this.lambda = lambda;
    this.dynamodb = dynamodb;
    this.onOver = onOver;
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
  start(machine: string, name: string, input: unknown): void {
    const definition = this.machines.get(machine);
    if (definition === undefined) {
      throw new TaskError("StepFunctions.StateMachineDoesNotExistException", `there is no ${machine}`);
    }
    const text = JSON.stringify(input);
    const known = this.executions.find(({ record }) => record.name === name && record.machine === machine);
    if (known !== undefined) {
      if (known.record.endedAtMs === undefined && known.input === text) return;
      throw new TaskError("StepFunctions.ExecutionAlreadyExistsException", `there is an execution ${name}`);
    }
    const { successor = false, restart = false } = input as { successor?: boolean; restart?: boolean };
    const startedAtMs = this.world.nowMs;
    const record: ExecutionRecord = {
      ...{ name, machine, isSuccessor: successor, isRestart: restart, startedAtMs },
    };
    this.world.history.executions.push(record);
    this.world.trace(name, "execution started", { input });
    const interpreter = new StateMachine(structuredClone(definition) as never, {
      validationOptions: { noValidate: true },
    });
    const run = interpreter.run(JSON.parse(text), {
      overrides: { taskResourceLocalHandlers: this.taskHandlers(name, definition) as never },
      context: {
        Execution: { Id: executionArn(machine, name), Name: name },
        StateMachine: { Id: stateMachineArn(machine) },
      } as never,
    });
    const execution = { record, input: text, abort: run.abort };
    this.executions.push(execution);
    void this.traceStates(name, run.eventLogs as never);
    run.result.then(
      (output) => this.over(execution, "succeeded", String((output as { outcome?: string } | null)?.outcome)),
      (error: Error) =>
        this.over(execution, error instanceof ExecutionAbortedError ? "aborted" : "failed", error.message),
    );
  }

  isRunning(name: string): boolean {
    return this.executions.some(({ record }) => record.name === name && record.endedAtMs === undefined);
  }

  /** Somebody stops the newest of the running executions (of one machine, if that is said); undefined when there is none. */
  abortNewest(machine?: string): ExecutionRecord | undefined {
    const newest = this.executions.findLast(
      ({ record }) => record.endedAtMs === undefined && record.machine === (machine ?? record.machine),
    );
    newest?.abort();
    return newest?.record;
  }

  private over(
    { record, input }: Execution,
    status: NonNullable<ExecutionRecord["status"]>,
    result: string,
  ): void {
    Object.assign(record, { status, result, endedAtMs: this.world.nowMs });
    this.world.trace(record.name, `execution ${status}`, { result });
    this.onOver?.(record, input);
  }

  private taskHandlers(name: string, definition: StateMachineDefinition) {
    const handlers: Record<string, (parameters: unknown) => Promise<unknown>> = {};
    for (const [stateName, state] of tasksOf(definition)) {
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
      if (service === "lambda") return await this.invokeFunction(parameters as { Payload: unknown });
      if (service === "states") return await this.startExecution(parameters as StartExecutionInput);
    } catch (error) {
      if (!(error instanceof TaskError)) this.world.history.unhandled.push(String(error));
      throw error;
    } finally {
      await clock.pause(this.random.integer(5, 80));
    }
    throw new TaskError("States.Runtime", `${resource} is not simulated`);
  }

  private async invokeFunction({ Payload: turn }: { Payload: unknown }): Promise<unknown> {
    const payload = await this.lambda.invoke(turn as never);
    return { ExecutedVersion: "$LATEST", StatusCode: 200, Payload: payload };
  }

  /**
   * What its API does: throttles now and then, and loses replies.
   *
   * @throws TaskError
   */
  async startExecution({ StateMachineArn: arn, Name: name, Input: input }: StartExecutionInput) {
    const isCalm = this.world.plan.table.throttle === 0;
    if (!isCalm && this.random.chance(START_THROTTLED)) {
      this.world.fault("start throttled", name, START_ALLOWANCE_MS);
      throw new TaskError("StepFunctions.ThrottlingException", "Rate exceeded");
    }
    this.start(arn.split(":").at(-1) ?? "", name, input);
    if (!isCalm && this.random.chance(START_REPLY_LOST)) {
      this.world.fault("reply of a start lost", name, START_ALLOWANCE_MS);
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
