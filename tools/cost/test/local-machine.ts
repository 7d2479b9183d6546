import { buildStateMachine, toJson } from "@unbounded-streams/asl-builder";
import { StateMachine } from "aws-local-stepfunctions";

/** What a branch's function is told. */
interface Turn {
  readonly holder: string;
  readonly expectedEpoch: number;
}

const OPTIONS = {
  functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:f",
  tableName: "streams",
  lifetimeSeconds: 900,
} as const;
const EXECUTION = { Id: "arn:aws:states:eu-west-1:123456789012:execution:m:e", Name: "e" };

/**
 * Runs the machine until so many connections have been made, each of which is superseded by the next one, and then the stream ends.
 *
 * @returns the state transitions that are billed
 */
export async function transitionsOf(strategy: "relay" | "carrier", connections: number): Promise<number> {
  const definition = JSON.parse(toJson(buildStateMachine({ strategy, ...OPTIONS })));
  const world = leaseOf(connections);
  const states = statesOf(definition);
  const tasks = states.filter(([, { Type }]) => Type === "Task");
  const handlers = tasks.map(([name, { Resource = "" }]) => [
    name,
    Resource.endsWith("lambda:invoke")
      ? ({ Payload }: { Payload: Turn }) => world.connect(Payload)
      : () => (Resource.endsWith("getItem") ? world.record() : {}),
  ]);
  const waits = states.filter(([, { Type, Seconds }]) => Type === "Wait" && Seconds !== undefined);
  const execution = new StateMachine(definition).run(
    { streamId: strategy === "carrier" ? "#carrier/default/1" : "s", restart: true },
    {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(handlers),
        waitTimeOverrides: Object.fromEntries(waits.map(([name]) => [name, 1])),
      },
      context: { Execution: EXECUTION, StateMachine: { Id: "m", Name: "m" } } as never,
      noThrowOnAbort: true,
    },
  );
  let entered = 0;
  for await (const { type } of execution.eventLogs) if (type === "StateEntered") entered += 1;
  await execution.result;
  return entered;
}

/** The lease as the machine reads it, and a function that claims it. */
function leaseOf(connections: number) {
  let epoch = 1;
  let holder: string | undefined;
  let relieve: () => void = () => undefined;
  return {
    record() {
      const past = new Date(0).toISOString();
      const held = holder === undefined ? {} : { holder: { S: holder }, handoverAt: { S: past } };
      return {
        Item: {
          ...{ status: { S: "running" }, executionArn: { S: EXECUTION.Id } },
          ...{ epoch: { N: String(epoch) }, failures: { N: "0" }, ...held },
        },
      };
    },
    async connect(turn: Turn) {
      if (turn.expectedEpoch !== epoch) return { Payload: { outcome: "superseded" } };
      epoch += 1;
      holder = turn.holder;
      relieve();
      if (epoch > connections) return { Payload: { outcome: "ended" } };
      await new Promise<void>((resolve) => {
        relieve = resolve;
      });
      return { Payload: { outcome: "superseded" } };
    },
  };
}

interface AnyState {
  readonly Type: string;
  readonly Resource?: string;
  readonly Seconds?: number;
  readonly Branches?: readonly { readonly States: Record<string, AnyState> }[];
}

function statesOf({ States }: { readonly States: Record<string, AnyState> }): [string, AnyState][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, AnyState],
    ...(state.Branches ?? []).flatMap(statesOf),
  ]);
}
