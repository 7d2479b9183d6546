import { createLeaseStore, type Lease } from "@unbounded-streams/stream-lease";
import type { FaultRecord } from "../history.ts";
import { ALLOWANCE_MS } from "../plan/allowances.ts";
import type { Accident, AccidentKind } from "../plan/run-plan.ts";
import type { Random } from "../prng.ts";
import type { Turn } from "./connection-function.ts";
import type { DynamoDb } from "./dynamodb/dynamodb.ts";
import { STREAMS_TABLE } from "./dynamodb/tables.ts";
import type { Lambda } from "./lambda.ts";
import type { Network } from "./network.ts";
import { SimulatedProcess } from "./process.ts";
import type { Source } from "./source.ts";
import { RELAY_MACHINE, type StepFunctions } from "./step-functions.ts";
import type { World } from "./world.ts";

/** What the function takes for sound, and a second for the way of the response's headers. */
const SOUND_AFTER_MS = 2_000;

const RESTART_INTERVAL_MS = 20_000;

/** What a lease's `expiresAt` is above its holder's deadline. */
const LEASE_GRACE_MS = 60_000;

/** The parts of a world to which something can be done. */
export interface WorldParts {
  readonly world: World;
  readonly source: Source;
  readonly network: Network;
  readonly dynamodb: DynamoDb;
  readonly lambda: Lambda<Turn>;
  readonly stepFunctions: StepFunctions;
}

/** Does what the plan says, when it says so: starts the stream, lets accidents happen, stops it. */
export class Operator {
  private readonly parts: WorldParts;
  private readonly world: World;
  private readonly random: Random;
  private starts = 0;
  /** Whether it is about to stop the stream and has not been answered yet. */
  isStopping = false;

  constructor(parts: WorldParts) {
    this.parts = parts;
    this.world = parts.world;
    this.random = parts.world.random.fork("operator");
  }

  begin(): void {
    const { clock, plan } = this.world;
    this.parts.source.start();
    this.startStream();
    for (const accident of plan.accidents) clock.after(accident.atMs, () => this.happen(accident));
    const { secondStartAtMs, stopAtMs, revokedAtMs } = plan;
    if (revokedAtMs !== undefined) clock.after(revokedAtMs, () => this.parts.source.revoke());
    if (secondStartAtMs !== undefined) clock.after(secondStartAtMs, () => this.startStream());
    if (stopAtMs !== undefined) clock.after(stopAtMs, () => void this.stopStream());
  }

  private startStream(): void {
    this.starts += 1;
    // Nothing on record tells a dead execution from one that is about to claim: then the operator has to say so.
    const isUnclaimed = this.lease?.status === "running" && this.lease.claimId === undefined;
    const { streamId } = this.world.plan;
    const input = isUnclaimed ? { streamId, restart: true } : { streamId };
    this.parts.stepFunctions.start(RELAY_MACHINE, `start-${this.starts}`, input);
  }

  private async stopStream(): Promise<void> {
    const { world, parts } = this;
    world.trace("operator", "stops the stream");
    this.isStopping = true;
    const process = new SimulatedProcess("operator", world, 0);
    const client = parts.dynamodb.clientFor(process);
    const store = createLeaseStore({
      client,
      tableName: STREAMS_TABLE,
      system: process.system,
      retry: { maxAttempts: 100 },
    });
    const { ok } = await store.stop({ streamId: world.plan.streamId, reason: "the run is over" });
    const atMs = world.history.streamOver?.atMs ?? this.lease?.endedAtMs ?? world.nowMs;
    if (ok) world.history.streamOver = { atMs, how: "stopped" };
    this.isStopping = false;
    world.trace("operator", "has stopped the stream", { ok });
  }

  private happen({ kind, durationMs }: Accident): void {
    const { source, network, dynamodb, lambda } = this.parts;
    const accidents: Record<AccidentKind, () => void> = {
      drop: () => this.disturb("drop"),
      close: () => this.disturb("close"),
      stall: () => this.disturb("stall"),
      unauthorized: () => {
        source.askForCredentials();
        this.disturb("close");
      },
      outage: () => source.startOutage(durationMs),
      "slow-connects": () => network.startSlowness(durationMs),
      kill: () => lambda.killOne(),
      zombie: () => lambda.makeZombie(durationMs),
      throttle: () => lambda.startThrottling(durationMs),
      "table-trouble": () => dynamodb.startTrouble(durationMs),
      failing: () => lambda.startFailing(durationMs),
      abort: () => this.abort(),
    };
    accidents[kind]();
  }

  private disturb(kind: "drop" | "close" | "stall"): void {
    const { live } = this.parts.source;
    if (live.length === 0) return;
    const wire = this.random.pick(live);
    const { relay, source } = this.world.plan;
    const noticedInMs = kind === "stall" ? relay.idleTimeoutMs : 0;
    // A connection that was up for less than a second counts as one more fault in a row, so the longest pause may follow.
    const upMs = this.world.nowMs - (wire.record.attachedAtMs ?? this.world.nowMs);
    const pauseMs = upMs < SOUND_AFTER_MS ? relay.maxReconnectDelayMs : 0;
    this.world.fault(kind, wire.name, noticedInMs + source.retryMs + pauseMs + ALLOWANCE_MS.reconnect);
    if (kind === "drop") wire.break("ECONNRESET");
    else if (kind === "close") wire.end();
    else wire.fallSilent();
  }

  /** Stops the execution by hand, and asks for the stream every now and then until an execution runs it again. */
  private abort(): void {
    const { world } = this;
    if (world.history.streamOver !== undefined || this.parts.stepFunctions.abortNewest() === undefined)
      return;
    const expiresInMs = world.plan.relay.lifetimeSeconds * 1000 + LEASE_GRACE_MS;
    const fault = world.fault("abort", "operator", expiresInMs + RESTART_INTERVAL_MS);
    this.askAgain(fault);
  }

  private askAgain(fault: FaultRecord): void {
    const { world } = this;
    const { stepFunctions } = this.parts;
    world.clock.after(RESTART_INTERVAL_MS, () => {
      const name = this.lease?.executionArn.split(":").at(-1) ?? "";
      if (stepFunctions.isRunning(name) || this.lease?.status !== "running") {
        fault.untilMs = Math.min(fault.untilMs, world.nowMs) + ALLOWANCE_MS.invocation;
        return;
      }
      this.startStream();
      this.askAgain(fault);
    });
  }

  private get lease(): Lease | undefined {
    return this.world.history.leaseChanges.at(-1)?.after;
  }
}
