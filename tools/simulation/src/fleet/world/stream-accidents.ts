import { ALLOWANCE_MS } from "../../plan/allowances.ts";
import type { Random } from "../../prng.ts";
import type { Wire } from "../../world/wire.ts";
import type { World } from "../../world/world.ts";
import type { FleetParts } from "./fleet-parts.ts";

/** What the function takes for sound, and a second for the way of the response's headers. */
const SOUND_AFTER_MS = 2_000;

/** How much longer a slow write takes, in milliseconds: less than after which it would be made again. */
const SLOWNESS_MS = 1_500;

/** Of a time in which writes take long: then a connection is read with pauses, also its end. */
export const SLOW_WRITES = "slow-writes";

/** Until what has piled up behind slow writes is stored. */
const BACKLOG_MS = 90_000;

/** Accidents that befall one stream of a fleet. */
export class StreamAccidents {
  private readonly parts: FleetParts;
  private readonly random: Random;

  constructor(parts: FleetParts) {
    this.parts = parts;
    this.random = parts.fleet.ground.random.fork("stream accidents");
  }

  disturb(kind: "drop" | "close" | "stall"): void {
    const found = this.pickWire();
    if (found === undefined) return;
    const { world, wire } = found;
    const { relay, source } = world.plan;
    const noticedInMs = kind === "stall" ? relay.idleTimeoutMs : 0;
    const upMs = world.nowMs - (wire.record.attachedAtMs ?? world.nowMs);
    const pauseMs = upMs < SOUND_AFTER_MS ? relay.maxReconnectDelayMs : 0;
    world.fault(kind, wire.name, noticedInMs + source.retryMs + pauseMs + ALLOWANCE_MS.reconnect);
    if (kind === "drop") wire.break("ECONNRESET");
    else if (kind === "close") wire.end();
    else wire.fallSilent();
  }

  outage(durationMs: number): void {
    const world = this.pickRunning();
    if (world !== undefined) this.parts.sourceOf(world.plan.streamId).startOutage(durationMs);
  }

  slowConnects(durationMs: number): void {
    const world = this.pickRunning();
    if (world !== undefined) this.parts.networkOf(world.plan.streamId).startSlowness(durationMs);
  }

  /** Its partition of the table is hot. */
  slowWrites(streamId: string, durationMs: number): void {
    const world = this.parts.fleet.worldOf(streamId);
    const { nowMs } = world;
    const untilMs = nowMs + durationMs + BACKLOG_MS;
    world.history.writeFaults.push({ kind: SLOW_WRITES, fromMs: nowMs, untilMs });
    world.trace("table", `FAULT ${SLOW_WRITES}`, { durationMs });
    this.parts.dynamodb.slowDown(streamId, durationMs, SLOWNESS_MS);
  }

  private get running(): World[] {
    return this.parts.fleet.streamWorlds.filter(
      ({ history }) => history.leaseChanges.length > 0 && history.streamOver === undefined,
    );
  }

  private pickRunning(): World | undefined {
    const { running } = this;
    return running.length === 0 ? undefined : this.random.pick(running);
  }

  private pickWire(): { world: World; wire: Wire } | undefined {
    const wires = this.running.flatMap((world) =>
      this.parts.sourceOf(world.plan.streamId).live.map((wire) => ({ world, wire })),
    );
    return wires.length === 0 ? undefined : this.random.pick(wires);
  }
}
