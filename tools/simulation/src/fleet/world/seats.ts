import {
  type RunConnectionOptions,
  runConnection,
  type SteeredConnection,
} from "@unbounded-streams/connection-manager";
import { type ByteBudget, FlushError } from "@unbounded-streams/event-sink";
import type { Seat, SeatAssignment, SeatEnd } from "@unbounded-streams/stream-fleet";
import type { InvocationRecord } from "../../history.ts";
import { connectionOptions } from "../../world/connection-function.ts";
import type { DynamoDb } from "../../world/dynamodb/dynamodb.ts";
import type { SimulatedLedger } from "../../world/ledger.ts";
import type { Network } from "../../world/network.ts";
import type { SimulatedProcess } from "../../world/process.ts";
import type { SeatRecord } from "../fleet-history.ts";
import type { FleetPlant } from "../plants.ts";
import type { FleetWorld } from "./fleet-world.ts";

/** What the seats of one invocation of a carrier have in common. */
export interface SeatsOptions {
  readonly fleet: FleetWorld;
  readonly dynamodb: DynamoDb;
  readonly networkOf: (streamId: string) => Network;
  readonly ledgerOf: (streamId: string) => SimulatedLedger;
  readonly plant: FleetPlant;
  /** The invocation. */
  readonly process: SimulatedProcess;
  readonly shared: ByteBudget;
}

/** The seats of one invocation of a carrier: each a connection of its own, under its own name, that ends with the carrier. */
export class Seats {
  private readonly options: SeatsOptions;
  private readonly started: Seat[] = [];
  /** How often a stream was taken. */
  private readonly turns = new Map<string, number>();

  constructor(options: SeatsOptions) {
    this.options = options;
  }

  /** Events that all of them have received so far. */
  get received(): number {
    return this.started.reduce((sum, { received }) => sum + received, 0);
  }

  readonly start = (assignment: SeatAssignment): Seat => {
    const { fleet, dynamodb, networkOf, ledgerOf, plant, process, shared } = this.options;
    const { streamId, claimId, carrier, holder, expectedEpoch, remainingMs } = assignment;
    const world = fleet.worldOf(streamId);
    const turns = (this.turns.get(streamId) ?? 0) + 1;
    this.turns.set(streamId, turns);
    const part = process.part(turns === 1 ? process.name : `${process.name}~${turns}`, world);
    const record = this.begin(part.name, assignment);
    const ways = { network: networkOf(streamId), ledger: ledgerOf(streamId) };
    const parts = { world, dynamodb, ...ways, plant, carrier, shared };
    const options = connectionOptions(parts, part, { streamId, claimId, holder, expectedEpoch }, remainingMs);
    part.onExit(() => record.over("killed", "killed"));
    const seat = seatOf(options, (end) => {
      record.over(...resultOf(end));
      part.exit();
    });
    this.started.push(seat);
    return seat;
  };

  /** Writes the seat down, for the stream as an invocation. */
  private begin(id: string, { streamId, carrier, holder }: SeatAssignment) {
    const { fleet, process } = this.options;
    const world = fleet.worldOf(streamId);
    const fromMs = world.nowMs;
    const seat: SeatRecord = { invocation: process.name, carrier, streamId, id, fromMs };
    const invocation: InvocationRecord = { id, holder, startedAtMs: fromMs };
    fleet.seats.push(seat);
    world.history.invocations.push(invocation);
    world.trace(id, "seat", { carrier });
    return {
      over(end: NonNullable<InvocationRecord["end"]>, result: string, proven = false): void {
        if (seat.untilMs !== undefined) return;
        seat.untilMs = world.nowMs;
        Object.assign(invocation, { end, result, proven, endedAtMs: world.nowMs });
        world.trace(id, `seat ${end}`, { result });
      },
    };
  }
}

type Finished = Awaited<ReturnType<typeof runConnection>>;

function resultOf(end: Finished | Error): [NonNullable<InvocationRecord["end"]>, string, boolean?] {
  if (end instanceof Error) return [end instanceof FlushError ? "lost-events" : "threw", end.name];
  return ["returned", end.report.outcome, end.report.handover?.proven === true];
}

function seatOf(options: RunConnectionOptions, onOver: (end: Finished | Error) => void): Seat {
  const { promise: up, resolve: isUp } = Promise.withResolvers<void>();
  let connection: SteeredConnection | undefined;
  const attach = (attached: SteeredConnection) => {
    connection = attached;
    void attached.up.then(isUp);
  };
  const over = runConnection({ ...options, attach }).then(
    (finished): SeatEnd => {
      onOver(finished);
      return { outcome: finished.report.outcome };
    },
    (error: Error): SeatEnd => {
      onOver(error);
      return { error, isFinal: false };
    },
  );
  void over.then(() => isUp());
  return {
    up,
    over,
    get received() {
      return connection?.received ?? 0;
    },
    check: () => connection?.check(),
    watch: () => connection?.watch(),
    leave: () => connection?.leave(),
  };
}
