import { isDeepStrictEqual } from "node:util";
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { StateMachine } from "aws-local-stepfunctions";
import {
  EXECUTION_EXISTS_ERROR,
  EXECUTION_NAME_ERRORS,
  type StateGraph,
  type StateMachineDefinition,
  toJson,
} from "../../src/index.ts";
import { named } from "./simulated-function.ts";

export type Ending =
  | { status: "SUCCEEDED"; output: unknown }
  | { status: "FAILED"; error: string; cause: string };

type Interpreted = ReturnType<StateMachine["run"]>;
export type LogEvent = Interpreted["eventLogs"] extends AsyncGenerator<infer Event> ? Event : never;

/** One execution of the machine. */
export interface LocalExecution {
  readonly name: string;
  readonly arn: string;
  readonly input: unknown;
  readonly ending: Promise<Ending>;
  /** Undefined while it runs. */
  ended: Ending | undefined;
  /** What the interpreter has logged so far. */
  readonly log: LogEvent[];
}

/** A call of a service, as the state asks for it. */
export interface ServiceCall {
  readonly state: string;
  /** `dynamodb:getItem`, `lambda:invoke` */
  readonly action: string;
  readonly parameters: Record<string, unknown>;
  readonly execution: LocalExecution;
}

export interface LocalCloudOptions {
  readonly definition: StateMachineDefinition;
  /** Name of the state machine; `relay` by default. */
  readonly machineName?: string;
  /** Starts an execution of another state machine. */
  readonly startOther?: (machineArn: string, name: string, input: unknown) => void;
  readonly client: DynamoDBClient;
  /** Answers `lambda:invoke`: the function's own result. */
  readonly invoke: (payload: unknown, call: ServiceCall) => Promise<unknown>;
  /** Stands around each call: may throw instead of it, before it or after it. */
  readonly around: (call: ServiceCall, proceed: () => Promise<unknown>) => Promise<unknown>;
  /** `State` of the context object, which the interpreter does not have by itself. */
  readonly state?: { readonly EnteredTime: string };
}

const ARN = "arn:aws:states:eu-west-1:123456789012";
/** Longest name of an execution, in characters. */
const LONGEST_NAME = 80;

export function machineArn(name: string): string {
  return `${ARN}:stateMachine:${name}`;
}

export function executionArn(machineName: string, name: string): string {
  return `${ARN}:execution:${machineName}:${name}`;
}

/** Step Functions, Lambda and DynamoDB as a machine sees them: the interpreter, the test's function, a real DynamoDB. */
export function createLocalCloud(options: LocalCloudOptions) {
  const executions = new Map<string, LocalExecution>();

  /** As `StartExecution` does: a running execution of that name and input is given back, any other is in the way. */
  function start(name: string, input: unknown): LocalExecution {
    if (name.length > LONGEST_NAME) throw named(EXECUTION_NAME_ERRORS[0]);
    const known = executions.get(name);
    if (known === undefined) return run(name, input);
    if (known.ended === undefined && isDeepStrictEqual(known.input, input)) return known;
    throw named(EXECUTION_EXISTS_ERROR);
  }

  function run(name: string, input: unknown): LocalExecution {
    const arn = executionArn(machineNameOf(options), name);
    const pending = Promise.withResolvers<Ending>();
    const execution: LocalExecution = {
      ...{ name, arn, input, log: [], ended: undefined },
      ending: pending.promise,
    };
    executions.set(name, execution);
    const interpreted = interpret(options, execution, start);
    void collect(interpreted.eventLogs, execution.log);
    void interpreted.result.then(
      (output) => settle({ status: "SUCCEEDED", output }),
      ({ cause }) => settle({ status: "FAILED", error: cause.name, cause: cause.message }),
    );
    function settle(ending: Ending): void {
      execution.ended = ending;
      pending.resolve(ending);
    }
    return execution;
  }

  return { start, executions };
}

function machineNameOf({ machineName = "relay" }: LocalCloudOptions): string {
  return machineName;
}

function interpret(
  options: LocalCloudOptions,
  execution: LocalExecution,
  start: (name: string, input: unknown) => LocalExecution,
): Interpreted {
  const { definition, around, state: State } = options;
  const tasks = statesOf(definition).filter(([, state]) => state.Type === "Task");
  // What is counted in seconds takes a millisecond.
  const pauses = statesOf(definition).filter(([, state]) => "Seconds" in state || "SecondsPath" in state);
  const handlers = tasks.map(([state, task]) => {
    const action = "Resource" in task ? (task.Resource.split(":::")[1] ?? "") : "";
    const handle = (parameters: Record<string, never>) => {
      const call = { state, action, parameters, execution };
      const proceed = () => answer(call, { ...options, start });
      return around(call, proceed);
    };
    return [state, handle] as const;
  });
  const machine = new StateMachine(JSON.parse(toJson(definition)));
  return machine.run(JSON.parse(JSON.stringify(execution.input)), {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers) as never,
      waitTimeOverrides: Object.fromEntries(pauses.map(([name]) => [name, 1])),
      retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 1])),
    },
    context: {
      Execution: { Id: execution.arn, Name: execution.name },
      StateMachine: { Id: machineArn(machineNameOf(options)), Name: machineNameOf(options) },
      ...(State && { State }),
    },
    noThrowOnAbort: true,
  });
}

interface Services extends LocalCloudOptions {
  start(name: string, input: unknown): LocalExecution;
}

async function answer(call: ServiceCall, services: Services): Promise<unknown> {
  const { client, invoke } = services;
  const { action, parameters } = call;
  if (action === "lambda:invoke") return { Payload: await invoke(parameters.Payload, call) };
  if (action === "states:startExecution") return startedBy(parameters, services);
  try {
    if (action === "dynamodb:getItem") {
      const { Item } = await client.send(new GetItemCommand(parameters as never));
      return Item === undefined ? {} : { Item };
    }
    await client.send(new UpdateItemCommand(parameters as never));
    return {};
  } catch (error) {
    throw Object.assign(error as Error, { name: `DynamoDB.${(error as Error).name}` });
  }
}

function startedBy({ StateMachineArn, Name, Input }: Record<string, unknown>, services: Services): unknown {
  const { startOther } = services;
  if (StateMachineArn === machineArn(machineNameOf(services)))
    return { ExecutionArn: services.start(String(Name), Input).arn };
  if (startOther === undefined) throw named("StepFunctions.StateMachineDoesNotExist");
  startOther(String(StateMachineArn), String(Name), Input);
  return {};
}

function statesOf(graph: StateGraph): [string, StateGraph["States"][string]][] {
  return Object.entries(graph.States).flatMap(([name, state]) => [
    [name, state] as [string, typeof state],
    ...(state.Type === "Parallel" ? state.Branches.flatMap(statesOf) : []),
  ]);
}

async function collect(events: AsyncGenerator<LogEvent>, log: LogEvent[]): Promise<void> {
  for await (const event of events) log.push(event);
}
