import type { StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { ExecutionAbortedError } from "aws-local-stepfunctions";
import { ServiceTaskError } from "../errors.ts";
import { subjectOf } from "../subject.ts";
import { isWaitUntil, type WaitUntilParameters, waitUntil } from "./interpretable.ts";
import { type Branches, Machine } from "./machine.ts";
import { recordWaits, type WaitRecord } from "./wait-records.ts";

/** How an execution came out, in the words of Step Functions. */
export type ExecutionStatus = "SUCCEEDED" | "FAILED" | "ABORTED";

/** How an execution ended. */
export interface ExecutionResult {
  readonly status: ExecutionStatus;
  readonly endedAtMs: number;
  /** What the machine gave back, when it succeeded. */
  readonly output?: unknown;
  readonly error?: Error;
}

type Outcome = Omit<ExecutionResult, "endedAtMs">;

/** One execution of a state machine. */
export interface Execution {
  readonly name: string;
  readonly arn: string;
  readonly stateMachineArn: string;
  readonly input: unknown;
  /** The stream or the carrier that it is for; undefined when its input names none. */
  readonly subject: string | undefined;
  readonly startedAtMs: number;
  readonly waits: readonly WaitRecord[];
  /** Resolves when it is over; never rejects. */
  readonly result: Promise<ExecutionResult>;
  abort(): void;
}

/** What the tasks of the machines call, and who is told of them. */
export interface TaskServices {
  /** `lambda:invoke` */
  invoke(event: unknown, branch: string): Promise<unknown>;
  /** `dynamodb:getItem` and `dynamodb:updateItem`, under the name of the API's action. */
  dynamodb(action: string, parameters: unknown): Promise<unknown>;
  /** Told when an execution is over, unless all were aborted. */
  onOver?(execution: Execution, result: ExecutionResult): void;
}

/** The Step Functions service for some state machines, run by the interpreter: waits are real time. */
export class StepFunctions {
  /** All executions, in the order of their start. */
  readonly executions: Execution[] = [];
  /** Whether all have been aborted: nothing more is to be started. */
  isClosed = false;
  /** The input of each execution that runs. */
  private readonly running = new Map<Execution, string>();
  private readonly machines: ReadonlyMap<string, Machine>;
  private readonly services: TaskServices;

  /** @param definitions the machines by their ARNs */
  constructor(definitions: Readonly<Record<string, StateMachineDefinition>>, services: TaskServices) {
    this.machines = new Map(
      Object.entries(definitions).map(([arn, definition]) => [arn, new Machine(arn, definition)]),
    );
    this.services = services;
  }

  /**
   * Starts an execution. The same name with the same input is the running execution itself, as in Step Functions.
   *
   * @throws ServiceTaskError `StepFunctions.ExecutionAlreadyExistsException` when the name has ended or has another input,
   * `StepFunctions.StateMachineDoesNotExistException` when there is no such machine
   */
  start(stateMachineArn: string, name: string, input: unknown): Execution {
    const machine = this.machines.get(stateMachineArn);
    if (machine === undefined) {
      throw new ServiceTaskError(
        "StepFunctions.StateMachineDoesNotExistException",
        `State Machine Does Not Exist: '${stateMachineArn}'`,
      );
    }
    const arn = machine.executionArn(name);
    const known = this.executions.find((execution) => execution.arn === arn);
    const serialized = JSON.stringify(input);
    if (known === undefined) return this.run(machine, { name, arn, input, serialized });
    if (this.running.get(known) === serialized) return known;
    throw new ServiceTaskError(
      "StepFunctions.ExecutionAlreadyExistsException",
      `Execution Already Exists: '${arn}', ended or with another input`,
    );
  }

  /** The executions for a stream or a carrier, in the order of their start. */
  executionsOf(subject: string): Execution[] {
    return this.executions.filter((execution) => execution.subject === subject);
  }

  /** Resolves when no execution for the stream runs any more, those included that others start meanwhile. */
  async idle(streamId: string): Promise<void> {
    let seen = 0;
    for (let all = this.executionsOf(streamId); seen < all.length; all = this.executionsOf(streamId)) {
      seen = all.length;
      await Promise.all(all.map(({ result }) => result));
    }
  }

  /** Whether an execution for the stream or carrier runs. */
  isRunning(subject: string): boolean {
    return [...this.running.keys()].some((execution) => execution.subject === subject);
  }

  abortAll(): void {
    this.isClosed = true;
    for (const execution of this.executions) execution.abort();
  }

  private run(machine: Machine, start: Start): Execution {
    const { name, arn, input, serialized } = start;
    const startedAtMs = Date.now();
    const aborted = new AbortController();
    const run = machine.interpreter.run(input as never, {
      overrides: { taskResourceLocalHandlers: this.taskHandlers(machine.branches, aborted.signal) as never },
      context: contextOf(machine, start) as never,
    });
    const waits: WaitRecord[] = [];
    const watched = recordWaits(run.eventLogs, machine.branches, waits);
    const result = run.result.then(
      (output): Outcome => ({ status: "SUCCEEDED", output }),
      (error: Error): Outcome => ({
        status: error instanceof ExecutionAbortedError ? "ABORTED" : "FAILED",
        error,
      }),
    );
    const execution: Execution = {
      ...{ name, arn, stateMachineArn: machine.arn, input, subject: subjectOf(input), startedAtMs, waits },
      abort() {
        run.abort();
        aborted.abort();
      },
      result: result.then(async (outcome) => {
        const over = { ...outcome, endedAtMs: Date.now() };
        this.running.delete(execution);
        await watched;
        if (!this.isClosed) this.services.onOver?.(execution, over);
        return over;
      }),
    };
    this.executions.push(execution);
    this.running.set(execution, serialized);
    return execution;
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
      const { StateMachineArn, Name, Input } = parameters as StartParameters;
      const { arn, startedAtMs } = this.start(StateMachineArn, Name, Input);
      return { ExecutionArn: arn, StartDate: startedAtMs / 1000 };
    }
    return this.services.dynamodb(action ?? "", parameters);
  }
}

interface Start {
  readonly name: string;
  readonly arn: string;
  readonly input: unknown;
  readonly serialized: string;
}

/** What the integration `states:startExecution` is given. */
interface StartParameters {
  readonly StateMachineArn: string;
  readonly Name: string;
  readonly Input: unknown;
}

/** The context object, as far as machines here use it; the interpreter adds the rest. */
function contextOf(machine: Machine, { arn, name }: Start) {
  return {
    Execution: { Id: arn, Name: name },
    StateMachine: { Id: machine.arn },
    State: {
      get EnteredTime() {
        return new Date().toISOString();
      },
    },
  };
}
