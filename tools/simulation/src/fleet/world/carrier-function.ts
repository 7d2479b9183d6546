import { timeBudget } from "@unbounded-streams/connection-manager";
import {
  type CarrierLoad,
  type CarrierReport,
  type RunCarrierOptions,
  runCarrier,
} from "@unbounded-streams/stream-fleet";
import { carrierId, createLeaseStore, parseCarrierId } from "@unbounded-streams/stream-lease";
import type { DynamoDb } from "../../world/dynamodb/dynamodb.ts";
import { STREAMS_TABLE } from "../../world/dynamodb/tables.ts";
import type { LambdaTurn } from "../../world/lambda.ts";
import type { SimulatedLedger } from "../../world/ledger.ts";
import type { Network } from "../../world/network.ts";
import { noteClaims } from "../../world/note-claims.ts";
import type { SimulatedProcess } from "../../world/process.ts";
import type { StartExecutionInput } from "../../world/step-functions.ts";
import { TaskError } from "../../world/task-error.ts";
import type { FleetPlant } from "../plants.ts";
import type { FleetWorld } from "./fleet-world.ts";
import { createLoad } from "./load.ts";
import { Seats } from "./seats.ts";

/** What the state machine of a carrier hands to the function. */
export interface CarrierEvent extends LambdaTurn {
  /** The carrier's id. */
  readonly carrier: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
}

export interface CarrierParts {
  readonly fleet: FleetWorld;
  readonly dynamodb: DynamoDb;
  readonly networkOf: (streamId: string) => Network;
  readonly ledgerOf: (streamId: string) => SimulatedLedger;
  readonly plant: FleetPlant;
  readonly startExecution: (input: StartExecutionInput) => Promise<unknown>;
}

/** Of an invocation's name, what tells its executions from those of others. */
const NAME_CHARS = 8;

/** The Lambda function with many streams: what the project's handler does, in a simulated process. */
export function carrierFunction(
  parts: CarrierParts,
  process: SimulatedProcess,
  event: CarrierEvent,
  remainingMs: number,
  onClaim: () => void,
): Promise<CarrierReport> {
  const { fleet, dynamodb, plant } = parts;
  const { capacity, maxCarriers, sharedBytes, eventsPerSecond } = fleet.plan.carriers;
  const { lifetimeSeconds, handoverLeadSeconds } = fleet.plan.relay;
  const { system } = process;
  const world = fleet.worldOf(event.carrier);
  const name = parseCarrierId(event.carrier);
  if (name === undefined) throw new TaskError("StreamIdError", `${event.carrier} is no carrier`);
  const seats = new Seats({
    ...parts,
    process,
    shared: plant.budget({ totalBytes: sharedBytes, sinks: capacity }),
  });
  const store = createLeaseStore({ client: dynamodb.clientFor(process), tableName: STREAMS_TABLE, system });
  const load = createLoad({ received: () => seats.received, eventsPerSecond, now: system.now });
  const options: RunCarrierOptions = {
    store: noteClaims({ store, world, invocation: process.name, onClaim }),
    fleet: name.fleet,
    number: name.number,
    turn: { holder: event.holder, claimId: process.name, expectedEpoch: event.expectedEpoch },
    budget: timeBudget({
      nowMs: system.now(),
      remainingMs,
      lifetimeMs: lifetimeSeconds * 1_000,
      handoverLeadMs: handoverLeadSeconds * 1_000,
    }),
    ...{ capacity, maxCarriers },
    startSeat: seats.start,
    startCarrier: (number, epoch) => startCarrier(parts, process, event, number, epoch),
    load: noteLoad(fleet, event.carrier, load),
    log: {
      debug: () => undefined,
      info: (message, fields) => world.trace(process.name, message, fields),
      warn: (message, fields) => world.trace(process.name, message, fields),
    },
    system,
  };
  return runCarrier(plant.carrier(options));
}

/** Above it a carrier takes no stream. */
const LOADED_ABOVE = 0.7;

function noteLoad(fleet: FleetWorld, carrier: string, load: () => CarrierLoad): () => CarrierLoad {
  return () => {
    const now = load();
    if (now.utilization > LOADED_ABOVE) fleet.loaded.push({ atMs: fleet.ground.nowMs, carrier });
    return now;
  };
}

/** As the function does it: by a name that two who see the same need have in common, else by one of its own. */
async function startCarrier(
  { startExecution, fleet }: CarrierParts,
  process: SimulatedProcess,
  { carrier, stateMachineArn }: CarrierEvent,
  number: number,
  epoch: number,
): Promise<void> {
  const fleetName = parseCarrierId(carrier)?.fleet ?? "";
  const start = async (name: string) => {
    const input = { streamId: carrierId(fleetName, number), restart: true };
    await process.system.sleep(fleet.ground.random.integer(5, 80));
    await startExecution({ StateMachineArn: stateMachineArn, Name: name, Input: input });
  };
  const name = `${fleetName}-${number}-${epoch}`;
  try {
    await start(name);
  } catch (error) {
    if (!(error instanceof TaskError) || !error.name.endsWith("ExecutionAlreadyExistsException")) throw error;
    await start(`${name}-${process.name.slice(0, NAME_CHARS)}`);
  }
}
