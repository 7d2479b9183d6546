import type { State, StateGraph } from "@unbounded-streams/asl-builder";

/**
 * Step Functions sets no limit to a task that names none; the interpreter would stop it after 60 s. This is the longest
 * that a timer can be.
 */
const NO_TASK_TIMEOUT_SECONDS = 2_000_000;

const WAIT_UNTIL = "arn:aws:states:::time:waitUntil";

/** What the task that stands for a wait until a time is given. */
export interface WaitUntilParameters {
  /** ISO 8601. */
  readonly until: string;
}

/**
 * The machine as the interpreter runs it like Step Functions: a task that names no limit has none, and a `Wait` until a time is a
 * task, because the interpreter's own sets a negative timer when that time is over.
 */
export function interpretable<Graph extends StateGraph>(graph: Graph): Graph {
  const states = Object.entries(graph.States).map(([name, state]): [string, State] => [
    name,
    interpretableState(state),
  ]);
  return { ...graph, States: Object.fromEntries(states) };
}

/** Whether the state has become a task that is given `WaitUntilParameters`. */
export function isWaitUntil(state: State): boolean {
  return state.Type === "Wait" && state.TimestampPath !== undefined;
}

/** Waits in real time; not at all when that time is over, nor any longer when `signal` aborts. */
export async function waitUntil({ until }: WaitUntilParameters, signal: AbortSignal): Promise<void> {
  const leftMs = Date.parse(until) - Date.now();
  if (!(leftMs > 0) || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, leftMs);
  const onAbort = () => resolve();
  signal.addEventListener("abort", onAbort, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener("abort", onAbort);
}

function interpretableState(state: State): State {
  switch (state.Type) {
    case "Task":
      return { TimeoutSeconds: NO_TASK_TIMEOUT_SECONDS, ...state };
    case "Parallel":
      return { ...state, Branches: state.Branches.map(interpretable) };
    case "Wait": {
      const { TimestampPath, Seconds: _, SecondsPath: __, ...transition } = state;
      if (TimestampPath === undefined) return state;
      return {
        ...transition,
        Type: "Task",
        Resource: WAIT_UNTIL,
        Parameters: { "until.$": TimestampPath },
        ResultPath: null,
        TimeoutSeconds: NO_TASK_TIMEOUT_SECONDS,
      };
    }
    default:
      return state;
  }
}
