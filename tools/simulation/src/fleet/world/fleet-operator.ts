import { carrierId, createLeaseStore, DEFAULT_FLEET } from "@unbounded-streams/stream-lease";
import { STREAMS_TABLE } from "../../world/dynamodb/tables.ts";
import { SimulatedProcess } from "../../world/process.ts";
import type { World } from "../../world/world.ts";
import type { FleetAccident, FleetAccidentKind, StreamPlan } from "../plan/fleet-plan.ts";
import type { FleetParts } from "./fleet-parts.ts";
import { ADMISSION_MACHINE, CARRIER_MACHINE } from "./machines.ts";
import { StreamAccidents } from "./stream-accidents.ts";

/** Until a fleet whose carrier was stopped by hand is awake again: the rule, the admission, the carrier's start and its seats. */
const WAKE_ALLOWANCE_MS = 30_000;

/** After which a stop is asked for again of a stream whose start has not arrived. */
const STOP_AGAIN_MS = 5_000;

/** How often it is looked whether all other streams are over. */
const AFTER_OTHERS_MS = 1_000;

/** Does what the plan says, when it says so: starts streams and stops them, lets accidents happen. */
export class FleetOperator {
  private readonly parts: FleetParts;
  private readonly world: World;
  private readonly accidents: StreamAccidents;
  private starts = 0;
  /** Starts and stops that the plan has and that have not been made and answered yet. */
  private left = 0;

  constructor(parts: FleetParts) {
    this.parts = parts;
    this.world = parts.fleet.ground;
    this.accidents = new StreamAccidents(parts);
  }

  /** Whether it has anything left to do with the streams. */
  get isBusy(): boolean {
    return this.left > 0;
  }

  begin(): void {
    const { plan } = this.parts.fleet;
    for (const stream of plan.streams) this.planStream(stream);
    for (const accident of plan.accidents) {
      this.world.clock.after(accident.atMs, () => this.happen(accident));
    }
  }

  private planStream(stream: StreamPlan): void {
    const begin = () => this.in(stream.startAtMs, async () => this.beginStream(stream));
    if (stream.startsLast) this.afterOthers(stream, begin);
    else begin();
  }

  private afterOthers(stream: StreamPlan, begin: () => void): void {
    this.in(AFTER_OTHERS_MS, async () => {
      const others = this.parts.fleet.plan.streams.filter((other) => other !== stream);
      if (this.areOver(others)) begin();
      else this.afterOthers(stream, begin);
    });
  }

  private areOver(streams: readonly StreamPlan[]): boolean {
    return streams.every(({ streamId }) => {
      const { streamOver, leaseChanges } = this.parts.fleet.worldOf(streamId).history;
      return streamOver !== undefined && leaseChanges.at(-1)?.after.status !== "running";
    });
  }

  private beginStream(stream: StreamPlan): void {
    const { streamId, secondStartAfterMs, stopAfterMs, revokedAfterMs, slowWrites } = stream;
    const source = this.parts.sourceOf(streamId);
    source.start();
    this.startStream(streamId);
    if (secondStartAfterMs !== undefined) {
      this.in(secondStartAfterMs, async () => {
        if (!this.areOver([stream])) this.startStream(streamId);
      });
    }
    if (stopAfterMs !== undefined) this.in(stopAfterMs, () => this.stopStream(streamId));
    if (revokedAfterMs !== undefined) this.in(revokedAfterMs, async () => source.revoke());
    if (slowWrites !== undefined) {
      const { afterMs, durationMs } = slowWrites;
      this.world.clock.after(afterMs, () => this.accidents.slowWrites(streamId, durationMs));
    }
  }

  private in(delayMs: number, act: () => Promise<void>): void {
    this.left += 1;
    this.world.clock.after(delayMs, async () => {
      await act();
      this.left -= 1;
    });
  }

  private startStream(streamId: string): void {
    this.starts += 1;
    this.parts.stepFunctions.start(ADMISSION_MACHINE, `start-${this.starts}`, { streamId });
  }

  private async stopStream(streamId: string): Promise<void> {
    const { dynamodb, fleet } = this.parts;
    const { history } = fleet.worldOf(streamId);
    this.world.trace("operator", "stops the stream", { streamId });
    const process = new SimulatedProcess(`operator/${streamId}`, this.world, 0);
    const { system } = process;
    const client = dynamodb.clientFor(process);
    const retry = { maxAttempts: 100 };
    const store = createLeaseStore({ client, tableName: STREAMS_TABLE, system, retry });
    for (;;) {
      const result = await store.stop({ streamId, reason: "the run is over" });
      this.world.trace("operator", "has stopped the stream", { streamId, ok: result.ok });
      const stopped = history.leaseChanges.find(({ after }) => after.status === "stopped");
      if (stopped !== undefined) history.streamOver ??= { atMs: stopped.atMs, how: "stopped" };
      if (result.ok || result.why !== "absent") return;
      await system.sleep(STOP_AGAIN_MS);
    }
  }

  private happen({ kind, durationMs }: FleetAccident): void {
    const { dynamodb, lambda } = this.parts;
    const { accidents } = this;
    const all: Record<FleetAccidentKind, () => void> = {
      drop: () => accidents.disturb("drop"),
      close: () => accidents.disturb("close"),
      stall: () => accidents.disturb("stall"),
      outage: () => accidents.outage(durationMs),
      "slow-connects": () => accidents.slowConnects(durationMs),
      kill: () => lambda.killOne(),
      zombie: () => lambda.makeZombie(durationMs),
      freeze: () => lambda.freezeOne(durationMs),
      throttle: () => lambda.startThrottling(durationMs),
      "table-trouble": () => dynamodb.startTrouble(durationMs),
      abort: () => this.abort(),
      "second-carrier": () => this.startAgain(),
    };
    all[kind]();
  }

  /** Stops the execution of a carrier by hand. */
  private abort(): void {
    const aborted = this.parts.stepFunctions.abortNewest(CARRIER_MACHINE);
    if (aborted !== undefined) this.world.fault("abort", aborted.name, WAKE_ALLOWANCE_MS);
  }

  /** Starts a carrier by hand, whether or not it runs. */
  private startAgain(): void {
    const streamId = carrierId(DEFAULT_FLEET, this.world.random.integer(1, 2));
    this.starts += 1;
    this.parts.stepFunctions.start(CARRIER_MACHINE, `by-hand-${this.starts}`, { streamId });
  }
}
