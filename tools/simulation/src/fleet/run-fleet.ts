import type { Violation } from "../checkers/violation.ts";
import { VirtualClock } from "../clock.ts";
import { createRandom, type Random } from "../prng.ts";
import { MAX_STEPS, START_MS } from "../run-simulation.ts";
import { noTrace, traceInto } from "../trace.ts";
import { replaceGlobals, runClock } from "../virtual-time.ts";
import { DynamoDb } from "../world/dynamodb/dynamodb.ts";
import { Tables } from "../world/dynamodb/tables.ts";
import { Lambda } from "../world/lambda.ts";
import { SimulatedLedger } from "../world/ledger.ts";
import { Network } from "../world/network.ts";
import { Source } from "../world/source.ts";
import { StepFunctions } from "../world/step-functions.ts";
import { checkFleet } from "./checkers/check-fleet.ts";
import type { FleetHistory } from "./fleet-history.ts";
import type { FleetPlan, IndexPlan } from "./plan/fleet-plan.ts";
import { planFleet } from "./plan/plan-fleet.ts";
import { FLEET_PLANTS, type FleetPlant, type FleetPlantName, NO_FLEET_PLANT } from "./plants.ts";
import { type CarrierEvent, carrierFunction } from "./world/carrier-function.ts";
import { FleetOperator } from "./world/fleet-operator.ts";
import { FleetWorld } from "./world/fleet-world.ts";
import { fleetMachines } from "./world/machines.ts";
import { WakeRule } from "./world/wake-rule.ts";

export interface FleetSimulationOptions {
  readonly seed: number;
  /** Makes a particular case of what the seed has planned. */
  readonly adapt?: ((plan: FleetPlan) => FleetPlan) | undefined;
  /** A bug to build in. */
  readonly plant?: FleetPlantName | undefined;
  /** Whether to write down everything that happens. */
  readonly traced?: boolean | undefined;
}

export interface FleetSimulationResult {
  readonly plan: FleetPlan;
  readonly history: FleetHistory;
  readonly violations: readonly Violation[];
  /** Empty unless asked for. */
  readonly trace: readonly string[];
}

/** Runs one fleet until no stream is left, in virtual time. One at a time in a thread: it replaces globals. */
export async function runFleet({
  seed,
  adapt = (plan) => plan,
  plant,
  traced,
}: FleetSimulationOptions): Promise<FleetSimulationResult> {
  const plan = adapt(planFleet(seed));
  const clock = new VirtualClock(START_MS);
  const random = createRandom(seed).fork("fleet");
  const trace: string[] = [];
  const fleet = new FleetWorld({
    ...{ plan, clock, random },
    trace: traced ? traceInto(trace, START_MS) : noTrace,
  });
  const { history: ground } = fleet.ground;
  const restoreGlobals = replaceGlobals(clock, random.fork("globals"));
  const onUnhandled = (reason: unknown) => ground.unhandled.push(String(reason));
  process.on("unhandledRejection", onUnhandled);
  try {
    const parts = buildFleet(fleet, plant === undefined ? NO_FLEET_PLANT : FLEET_PLANTS[plant]);
    parts.operator.begin();
    const limits = { untilMs: START_MS + plan.limitMs, maxSteps: MAX_STEPS };
    ground.clockEnd = await runClock(clock, () => isDone(fleet, parts), limits);
    for (const { history } of fleet.worlds) history.endMs = clock.nowMs;
    for (const [streamId, ledger] of parts.ledgers) {
      for await (const record of ledger.direct.read({ streamId })) {
        fleet.worldOf(streamId).history.ledger.push(record);
      }
    }
  } finally {
    process.off("unhandledRejection", onUnhandled);
    restoreGlobals();
  }
  const { history } = fleet;
  return { plan, history, violations: checkFleet(history), trace };
}

type Parts = ReturnType<typeof buildFleet>;

function isDone(fleet: FleetWorld, { operator, stepFunctions, lambda, wakeRule }: Parts): boolean {
  return (
    !operator.isBusy &&
    stepFunctions.runningCount === 0 &&
    lambda.runningCount === 0 &&
    wakeRule.underWay === 0 &&
    fleet.streamWorlds.every(
      ({ history }) =>
        history.streamOver !== undefined && history.leaseChanges.at(-1)?.after.status !== "running",
    )
  );
}

function buildFleet(fleet: FleetWorld, plant: FleetPlant) {
  const { ground: world, worldOf, plan } = fleet;
  const index = world.random.fork("index");
  const tables = new Tables(world, {
    ...{ worldOf, rewrite: plant.condition },
    indexDelayMs: () => indexDelayMs(plan.index, index),
  });
  const dynamodb = new DynamoDb(world, tables, worldOf);
  const sources = new Map(
    fleet.streamWorlds.map((stream) => [stream.plan.streamId, new Source(stream)] as const),
  );
  const networks = new Map(
    [...sources].map(([streamId, source]) => [streamId, new Network(worldOf(streamId), source)] as const),
  );
  const ledgers = new Map(
    fleet.streamWorlds.map((stream) => [stream.plan.streamId, new SimulatedLedger(stream)] as const),
  );
  const sourceOf = (streamId: string) => found(sources, streamId);
  const ledgerOf = (streamId: string) => found(ledgers, streamId);
  const networkOf = (streamId: string) => found(networks, streamId);
  const lambda = new Lambda<CarrierEvent>({
    world,
    worldOf: ({ carrier }) => worldOf(carrier),
    handle: (process, event, remainingMs, onClaim) =>
      carrierFunction(
        {
          ...{ fleet, dynamodb, networkOf, ledgerOf, plant },
          startExecution: (input) => stepFunctions.startExecution(input),
        },
        ...([process, event, remainingMs, onClaim] as const),
      ),
  });
  const wakeRule = new WakeRule(world, plan.wake);
  const stepFunctions: StepFunctions = new StepFunctions({
    ...{ world, lambda, dynamodb, machines: fleetMachines(plan.relay) },
    onOver: (record, input) => wakeRule.see(stepFunctions, record, input),
  });
  const operator = new FleetOperator({ fleet, dynamodb, lambda, stepFunctions, sourceOf, networkOf });
  return { operator, lambda, stepFunctions, wakeRule, ledgers };
}

function indexDelayMs({ usualMs, longestMs, lateChance }: IndexPlan, random: Random): number {
  return random.integer(1, random.chance(lateChance) ? longestMs : usualMs);
}

function found<Part>(parts: ReadonlyMap<string, Part>, streamId: string): Part {
  const part = parts.get(streamId);
  if (part === undefined) throw new Error(`there is no stream ${streamId}`);
  return part;
}
