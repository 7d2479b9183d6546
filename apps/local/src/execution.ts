import type { State, StateGraph, StateMachineDefinition } from "@unbounded-streams/asl-builder";
import { ExecutionAbortedError, StateMachine } from "aws-local-stepfunctions";

/**
 * Step Functions sets no limit to a task that names none; the interpreter would stop it after 60 s. This is the longest
 * that a timer can be.
 */
const NO_TASK_TIMEOUT_SECONDS = 2_000_000;

/** How an execution came out, in the words of Step Functions. */
export type ExecutionStatus = "SUCCEEDED" | "FAILED" | "ABORTED";

/** A stay in a `Wait` state. Epoch milliseconds. */
export interface WaitRecord {
  readonly branch: string;
  readonly state: string;
  readonly fromMs: number;
  toMs: number | undefined;
}

/** An execution of a state machine. */
export interface Execution {
  readonly arn: string;
  readonly startedAtMs: number;
  readonly waits: readonly WaitRecord[];
  /** Resolves when it is over; never rejects. */
  readonly result: Promise<{ status: ExecutionStatus; endedAtMs: number; error?: Error }>;
  abort(): void;
}

/** What an execution needs. */
export interface ExecutionOptions {
  definition: StateMachineDefinition;
  arn: string;
  input: Record<string, unknown>;
  /** Serves each Lambda task. */
  invoke(event: unknown, branch: string): Promise<unknown>;
}

/** Starts the machine in the interpreter: its waits are real time, its Lambda tasks go to `invoke`. */
export function startExecution(options: ExecutionOptions): Execution {
  const { definition, arn, input, invoke } = options;
  const branches = branchesOf(definition);
  const handlers = Object.fromEntries(
    [...branches]
      .filter(([, { state }]) => state.Type === "Task")
      .map(([name, { branch }]) => [
        name,
        async (task: unknown) => lambdaResult(await invoke(payloadOf(task), branch)),
      ]),
  );
  const machine = new StateMachine(withoutTaskTimeout(structuredClone(definition)) as never);
  const startedAtMs = Date.now();
  const run = machine.run(input as never, {
    overrides: { taskResourceLocalHandlers: handlers as never },
    context: { Execution: { Id: arn, Name: arn.split(":").at(-1) ?? "" } } as never,
  });
  const waits: WaitRecord[] = [];
  const watched = recordWaits(run.eventLogs, branches, waits);
  const result = run.result.then(
    () => ({ status: "SUCCEEDED" as const }),
    (error: Error) => ({
      status: error instanceof ExecutionAbortedError ? ("ABORTED" as const) : ("FAILED" as const),
      error,
    }),
  );
  return {
    arn,
    startedAtMs,
    waits,
    result: result.then(async (outcome) => {
      const endedAtMs = Date.now();
      await watched;
      return { ...outcome, endedAtMs };
    }),
    abort: run.abort,
  };
}

/** Every state by its name, with the branch it stands in: A, B, ... in the order of the `Parallel`; A without one. */
export function branchesOf(graph: StateGraph, branch = "A"): Map<string, { branch: string; state: State }> {
  const found = new Map<string, { branch: string; state: State }>();
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
  events: AsyncIterable<{ type: string; timestamp: number; state?: { name: string; type: string } }>,
  branches: ReturnType<typeof branchesOf>,
  waits: WaitRecord[],
): Promise<void> {
  for await (const { type, timestamp, state } of events) {
    if (state?.type !== "Wait") continue;
    const branch = branches.get(state.name)?.branch ?? "A";
    if (type === "StateEntered")
      waits.push({ branch, state: state.name, fromMs: timestamp, toMs: undefined });
    const open = waits.findLast((wait) => wait.state === state.name && wait.toMs === undefined);
    if (type === "StateExited" && open !== undefined) open.toMs = timestamp;
  }
}

function withoutTaskTimeout<Graph extends StateGraph>(graph: Graph): Graph {
  const states = Object.entries(graph.States).map(([name, state]): [string, State] => {
    if (state.Type === "Task") return [name, { TimeoutSeconds: NO_TASK_TIMEOUT_SECONDS, ...state }];
    if (state.Type === "Parallel")
      return [name, { ...state, Branches: state.Branches.map(withoutTaskTimeout) }];
    return [name, state];
  });
  return { ...graph, States: Object.fromEntries(states) };
}

/** What `arn:aws:states:::lambda:invoke` hands over and gives back. */
function payloadOf(task: unknown): unknown {
  return (task as { Payload: unknown }).Payload;
}

function lambdaResult(payload: unknown) {
  return { ExecutedVersion: "$LATEST", StatusCode: 200, Payload: payload ?? null };
}
