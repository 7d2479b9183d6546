import type { State, StateGraph, StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { streamIdOf } from "@unbounded-streams/connection-manager";
import { ExecutionAbortedError, StateMachine } from "aws-local-stepfunctions";
import { ServiceTaskError } from "../errors.ts";
import { interpretable, isWaitUntil, type WaitUntilParameters, waitUntil } from "./interpretable.ts";

/** How an execution came out, in the words of Step Functions. */
export type ExecutionStatus = "SUCCEEDED" | "FAILED" | "ABORTED";

/** A stay in a `Wait` state. Epoch milliseconds. */
export interface WaitRecord {
  readonly branch: string;
  readonly state: string;
  readonly fromMs: number;
  toMs: number | undefined;
}

/** How an execution ended. */
export interface ExecutionResult {
  readonly status: ExecutionStatus;
  readonly endedAtMs: number;
  /** What the machine gave back, when it succeeded. */
  readonly output?: unknown;
  readonly error?: Error;
}

type Outcome = Omit<ExecutionResult, "endedAtMs">;

/** One execution of the state machine. */
export interface Execution {
  readonly name: string;
  readonly arn: string;
  /** The stream that it is for. */
  readonly streamId: string;
  readonly startedAtMs: number;
  readonly waits: readonly WaitRecord[];
  /** Resolves when it is over; never rejects. */
  readonly result: Promise<ExecutionResult>;
  abort(): void;
}

/** What the tasks of the machine call. */
export interface TaskServices {
  /** `lambda:invoke` */
  invoke(event: unknown, branch: string): Promise<unknown>;
  /** `dynamodb:getItem` and `dynamodb:updateItem`, under the name of the API's action. */
  dynamodb(action: string, parameters: unknown): Promise<unknown>;
}

/** The Step Functions service for one state machine, run by the interpreter: waits are real time. */
export class StepFunctions {
  /** All executions, in the order of their start. */
  readonly executions: Execution[] = [];
  /** The input of each execution that runs. */
  private readonly running = new Map<Execution, string>();
  private readonly definition: StateMachineDefinition;
  private readonly stateMachineArn: string;
  private readonly services: TaskServices;

  constructor(definition: StateMachineDefinition, stateMachineArn: string, services: TaskServices) {
    this.definition = definition;
    this.stateMachineArn = stateMachineArn;
    this.services = services;
  }

  /**
   * Starts an execution. The same name with the same input is the running execution itself, as in Step Functions.
   *
   * @throws ServiceTaskError `StepFunctions.ExecutionAlreadyExistsException` when the name has ended or has another input
   */
  start(name: string, input: unknown): Execution {
    const known = this.executions.find((execution) => execution.name === name);
    const serialized = JSON.stringify(input);
    if (known !== undefined) {
      if (this.running.get(known) === serialized) return known;
      throw new ServiceTaskError(
        "StepFunctions.ExecutionAlreadyExistsException",
        `there is an execution ${name} already, ended or with another input`,
      );
    }
    const arn = `${this.stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const branches = branchesOf(this.definition);
    const machine = new StateMachine(interpretable(structuredClone(this.definition)) as never);
    const startedAtMs = Date.now();
    const aborted = new AbortController();
    const run = machine.run(input as never, {
      overrides: { taskResourceLocalHandlers: this.taskHandlers(branches, aborted.signal) as never },
      context: this.contextOf(arn, name) as never,
    });
    const waits: WaitRecord[] = [];
    const watched = recordWaits(run.eventLogs, branches, waits);
    const result = run.result.then(
      (output): Outcome => ({ status: "SUCCEEDED", output }),
      (error: Error): Outcome => ({
        status: error instanceof ExecutionAbortedError ? "ABORTED" : "FAILED",
        error,
      }),
    );
    const execution: Execution = {
      ...{ name, arn, startedAtMs, waits },
      streamId: streamIdOf(input),
      abort() {
        run.abort();
        aborted.abort();
      },
      result: result.then(async (outcome) => {
        const endedAtMs = Date.now();
        this.running.delete(execution);
        await watched;
        return { ...outcome, endedAtMs };
      }),
    };
    this.executions.push(execution);
    this.running.set(execution, serialized);
    return execution;
  }

  /** The executions for a stream, in the order of their start. */
  executionsOf(streamId: string): Execution[] {
    return this.executions.filter((execution) => execution.streamId === streamId);
  }

  /** Resolves when no execution for the stream runs any more, those included that others start meanwhile. */
  async idle(streamId: string): Promise<void> {
    let seen = 0;
    for (let all = this.executionsOf(streamId); seen < all.length; all = this.executionsOf(streamId)) {
      seen = all.length;
      await Promise.all(all.map(({ result }) => result));
    }
  }

  abortAll(): void {
    for (const execution of this.executions) execution.abort();
  }

  /** The context object, as far as machines here use it; the interpreter adds the rest. */
  private contextOf(arn: string, name: string) {
    return {
      Execution: { Id: arn, Name: name },
      StateMachine: { Id: this.stateMachineArn },
      State: {
        get EnteredTime() {
          return new Date().toISOString();
        },
      },
    };
  }

  private taskHandlers(branches: Branches, aborted: AbortSignal) {
    const handlers: Record<string, (parameters: unknown) => Promise<unknown>> = {};
    for (const [name, { branch, state }] of branches) {
      if (state.Type === "Task")
        handlers[name] = (parameters) => this.task(state.Resource, parameters, branch);
      if (isWaitUntil(state))
        handlers[name] = (parameters) => waitUntil(parameters as WaitUntilParameters, aborted);
    }
    return handlers;
  }

  private async task(resource: string, parameters: unknown, branch: string): Promise<unknown> {
    const [, service, action] = /:states:::(\w+):(\w+)$/.exec(resource) ?? [];
    if (service === "lambda") {
      const payload = await this.services.invoke((parameters as { Payload: unknown }).Payload, branch);
      return { ExecutedVersion: "$LATEST", StatusCode: 200, Payload: payload ?? null };
    }
    if (service === "states") {
      const { Name, Input } = parameters as { Name: string; Input: unknown };
      const { arn, startedAtMs } = this.start(Name, Input);
      return { ExecutionArn: arn, StartDate: startedAtMs / 1000 };
    }
    return this.services.dynamodb(action ?? "", parameters);
  }
}

type Branches = Map<string, { branch: string; state: State }>;

/** Every state by its name, with the branch it stands in: A, B, ... in the order of the `Parallel`; A without one. */
export function branchesOf(graph: StateGraph, branch = "A"): Branches {
  const found: Branches = new Map();
  for (const [name, state] of Object.entries(graph.States)) {
    found.set(name, { branch, state });
    if (state.Type !== "Parallel") continue;
    for (const [index, inner] of state.Branches.entries()) {
      for (const entry of branchesOf(inner, String.fromCharCode("A".charCodeAt(0) + index)))
        found.set(...entry);
    }
  }
  return found;
}

async function recordWaits(
  events: AsyncIterable<{ type: string; timestamp: number; state?: { name: string } }>,
  branches: Branches,
  waits: WaitRecord[],
): Promise<void> {
  for await (const { type, timestamp, state } of events) {
    const known = state === undefined ? undefined : branches.get(state.name);
    if (state === undefined || known?.state.Type !== "Wait") continue;
    const { branch } = known;
    if (type === "StateEntered")
      waits.push({ branch, state: state.name, fromMs: timestamp, toMs: undefined });
    const open = waits.findLast((wait) => wait.state === state.name && wait.toMs === undefined);
    if (type === "StateExited" && open !== undefined) open.toMs = timestamp;
  }
}
