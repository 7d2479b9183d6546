import { buildStateMachine } from "@unbounded-streams/asl-builder";
import { checkHistory } from "./checkers/check-history.ts";
import type { Violation } from "./checkers/violation.ts";
import { VirtualClock } from "./clock.ts";
import { type History, newHistory } from "./history.ts";
import { planRun } from "./plan/plan-run.ts";
import type { RunPlan } from "./plan/run-plan.ts";
import { NO_PLANT, PLANTS, type PlantName } from "./plants.ts";
import { createRandom } from "./prng.ts";
import { noTrace, traceInto } from "./trace.ts";
import { replaceGlobals, runClock } from "./virtual-time.ts";
import { connectionFunction, type Turn } from "./world/connection-function.ts";
import { DynamoDb } from "./world/dynamodb/dynamodb.ts";
import { STREAMS_TABLE, Tables } from "./world/dynamodb/tables.ts";
import { Lambda } from "./world/lambda.ts";
import { SimulatedLedger } from "./world/ledger.ts";
import { Network } from "./world/network.ts";
import { Operator } from "./world/operator.ts";
import { Source } from "./world/source.ts";
import { RELAY_MACHINE, StepFunctions } from "./world/step-functions.ts";
import { World } from "./world/world.ts";

/** When every run begins; any time would do, as long as it is always the same. */
export const START_MS = Date.UTC(2030, 0, 1);

/** A run takes some hundred thousand; one that goes round and round without time passing would never end. */
export const MAX_STEPS = 5_000_000;

const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:connection-manager";

export interface SimulationOptions {
  readonly seed: number;
  /** Makes a particular case of what the seed has planned. */
  readonly adapt?: ((plan: RunPlan) => RunPlan) | undefined;
  /** A bug to build in. */
  readonly plant?: PlantName | undefined;
  /** Whether to write down everything that happens. */
  readonly traced?: boolean | undefined;
}

export interface SimulationResult {
  readonly plan: RunPlan;
  readonly history: History;
  readonly violations: readonly Violation[];
  /** Empty unless asked for. */
  readonly trace: readonly string[];
}

/** Runs one stream from its start to its end, in virtual time. One at a time in a thread: it replaces globals. */
export async function runSimulation({
  seed,
  adapt = (plan) => plan,
  plant,
  traced,
}: SimulationOptions): Promise<SimulationResult> {
  const plan = adapt(planRun(seed));
  const clock = new VirtualClock(START_MS);
  const random = createRandom(seed).fork("world");
  const history = newHistory(plan, START_MS);
  const trace: string[] = [];
  const world = new World({
    plan,
    clock,
    random,
    history,
    trace: traced ? traceInto(trace, START_MS) : noTrace,
  });
  const restoreGlobals = replaceGlobals(clock, random.fork("globals"));
  const onUnhandled = (reason: unknown) => history.unhandled.push(String(reason));
  process.on("unhandledRejection", onUnhandled);
  try {
    const { operator, lambda, stepFunctions, ledger } = buildWorld(world, plant);
    operator.begin();
    const isDone = () =>
      history.streamOver !== undefined &&
      history.leaseChanges.at(-1)?.after.status !== "running" &&
      !operator.isStopping &&
      stepFunctions.runningCount === 0 &&
      lambda.runningCount === 0;
    const limits = { untilMs: START_MS + plan.limitMs, maxSteps: MAX_STEPS };
    history.clockEnd = await runClock(clock, isDone, limits);
    history.endMs = clock.nowMs;
    for await (const record of ledger.direct.read({ streamId: plan.streamId })) history.ledger.push(record);
  } finally {
    process.off("unhandledRejection", onUnhandled);
    restoreGlobals();
  }
  return { plan, history, violations: checkHistory(history), trace };
}

function buildWorld(world: World, plantName: PlantName | undefined) {
  const plant = plantName === undefined ? NO_PLANT : PLANTS[plantName];
  const { lifetimeSeconds, handoverLeadSeconds, maxTurns } = world.plan.relay;
  const source = new Source(world);
  const network = new Network(world, source);
  const dynamodb = new DynamoDb(world, new Tables(world, { rewrite: plant.condition }));
  const ledger = new SimulatedLedger(world);
  const parts = { world, dynamodb, network, plant, ledger };
  const lambda = new Lambda<Turn>({
    world,
    handle: (process, turn, remainingMs, onClaim) =>
      connectionFunction({ ...parts, onClaim }, process, turn, remainingMs),
  });
  const definition = buildStateMachine({
    strategy: "relay",
    functionArn: FUNCTION_ARN,
    tableName: STREAMS_TABLE,
    ...{ lifetimeSeconds, handoverLeadSeconds, maxTurns },
  });
  const machines = { [RELAY_MACHINE]: plant.definition(definition) };
  const stepFunctions = new StepFunctions({ world, machines, lambda, dynamodb });
  const operator = new Operator({ world, source, network, dynamodb, lambda, stepFunctions });
  return { operator, lambda, stepFunctions, ledger };
}
