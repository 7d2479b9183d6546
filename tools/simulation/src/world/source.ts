import { ALLOWANCE_MS } from "../plan/allowances.ts";
import type { SourcePlan } from "../plan/run-plan.ts";
import type { Random } from "../prng.ts";
import {
  CONTENT_TYPE,
  encodeEnd,
  encodeEvent,
  encodeHeartbeat,
  encodeKeepAlive,
  encodeRetry,
  eventData,
} from "./source-format.ts";
import type { Wire } from "./wire.ts";
import type { World } from "./world.ts";

/** Stands for a connection that is not taken on at all. */
const NOT_TAKEN_ON = 0;

const LONGEST_RETRY_AFTER_SECONDS = 4;

/** The server that makes the stream: it knows every event, and every connection that it is attached to. */
export class Source {
  private readonly world: World;
  private readonly plan: SourcePlan;
  private readonly random: Random;
  private readonly attached = new Set<Wire>();
  private outageUntilMs = 0;
  private isOver = false;
  private isRevoked = false;
  private asksForCredentials = false;
  private connectionsBeforeAsked = 0;
  /** The first event that a refused resumption may have lost, until a connection that starts anew knows where it is. */
  private forgottenFrom: number | undefined;
  private anew: Wire | undefined;

  constructor(world: World) {
    this.world = world;
    this.plan = world.plan.source;
    this.random = world.random.fork("source");
  }

  start(): void {
    this.makeNext();
    this.beat();
  }

  /** The wires that deliver events now, in the order in which they came. */
  get live(): Wire[] {
    return [...this.attached].filter((wire) => wire.isLive);
  }

  /** Refuses connections from now on, for so long, and breaks those that there are. */
  startOutage(durationMs: number): void {
    this.outageUntilMs = Math.max(this.outageUntilMs, this.world.nowMs + durationMs);
    const { maxReconnectDelayMs } = this.world.plan.relay;
    // A pause after 429 is at most as long as the source has been refusing, but for the first.
    const pauseMs = Math.max(maxReconnectDelayMs, durationMs + ALLOWANCE_MS.tooManyRequests);
    const allowanceMs = durationMs + pauseMs + ALLOWANCE_MS.reconnect;
    this.world.fault("outage", "source", allowanceMs, { durationMs });
    for (const wire of this.live) wire.break("ECONNRESET");
  }

  /** Refuses everybody from now on, and closes the connections that there are. */
  revoke(): void {
    if (this.world.history.streamOver !== undefined) return;
    this.isRevoked = true;
    this.world.history.streamOver = { atMs: this.world.nowMs, how: "failed" };
    this.world.trace("source", "refuses everybody for good");
    for (const wire of this.live) wire.end();
  }

  /** Answers the next request by 401, if the credentials were any good since the last time. */
  askForCredentials(): void {
    const { connections } = this.world.history;
    const since = connections.slice(this.connectionsBeforeAsked);
    this.asksForCredentials = since.some(({ delivered }) => delivered.length > 0);
    if (this.asksForCredentials) this.connectionsBeforeAsked = connections.length;
  }

  /** A request arrives. */
  accept(wire: Wire, cursor: string | undefined): void {
    const after = cursor === undefined || !this.plan.canResume ? this.made.length : Number(cursor);
    if (this.anew !== undefined && this.anew.record.delivered.length > 0) this.forgottenFrom = undefined;
    const refusal = this.refusal(after);
    if (refusal === undefined) {
      if (this.plan.mode === "exclusive") for (const older of this.attached) older.end();
      this.attach(wire, after);
      return;
    }
    const { status, headers = {} } = refusal;
    this.world.trace(wire.name, "refused", { status, ...headers });
    if (status === NOT_TAKEN_ON) {
      wire.break("ECONNREFUSED");
      return;
    }
    wire.respond(status, headers);
    wire.end();
  }

  private get made() {
    return this.world.history.made;
  }

  private refusal(after: number): { status: number; headers?: Record<string, string> } | undefined {
    if (this.isRevoked) return { status: 403 };
    if (this.asksForCredentials) {
      this.asksForCredentials = false;
      return { status: 401 };
    }
    if (this.world.nowMs < this.outageUntilMs) {
      const status = this.random.pick([NOT_TAKEN_ON, 429, 500, 502, 503]);
      const seconds = this.random.integer(1, LONGEST_RETRY_AFTER_SECONDS);
      return this.random.chance(0.5) ? { status, headers: { "retry-after": String(seconds) } } : { status };
    }
    if (after < this.made.length - this.plan.retainedEvents) {
      this.forgottenFrom ??= after;
      this.anew = undefined;
      return { status: 410 };
    }
    if (this.isOver && this.plan.endSaidBy === "status" && after >= this.made.length) {
      this.forget();
      return { status: 204 };
    }
    return this.plan.mode === "single" && this.attached.size > 0 ? { status: 409 } : undefined;
  }

  private attach(wire: Wire, from: number): void {
    const { world } = this;
    wire.record.attachedAtMs = world.nowMs;
    this.attached.add(wire);
    wire.onGone = () => this.attached.delete(wire);
    world.trace(wire.name, "attached", { from });
    wire.respond(200, { "content-type": CONTENT_TYPE[this.plan.format] });
    if (this.plan.retryMs > 0) wire.send(encodeRetry(this.plan.retryMs), undefined);
    wire.send(encodeKeepAlive(this.plan.format), undefined);
    if (from >= this.made.length) {
      this.forget();
      this.anew = wire;
    }
    for (let index = from; index < this.made.length; index += 1) this.sendEvent(wire, index);
    if (this.isOver) this.sayEnd(wire);
  }

  /** What was made between a refused resumption and now is lost, as the source has said. */
  private forget(): void {
    if (this.forgottenFrom === undefined) return;
    for (let index = this.forgottenFrom; index < this.made.length; index += 1) {
      this.world.history.forgotten.add(index);
    }
  }

  private makeNext(): void {
    const { world, plan, random } = this;
    const delayMs = Math.max(1, Math.min(plan.eventIntervalMs * 5, random.exponential(plan.eventIntervalMs)));
    world.clock.after(delayMs, () => {
      if (world.history.streamOver !== undefined) return;
      const index = this.made.length;
      this.made.push({ atMs: world.nowMs, data: eventData(index, plan.format, random, plan.fillBytes) });
      for (const wire of this.live) this.sendEvent(wire, index);
      if (index + 1 === plan.eventCount) this.finish();
      else this.makeNext();
    });
  }

  private beat(): void {
    this.world.clock.after(this.plan.heartbeatIntervalMs, () => {
      for (const wire of this.live) {
        wire.send(encodeHeartbeat(this.plan.format), undefined);
        wire.send(encodeKeepAlive(this.plan.format), undefined);
      }
      if (!this.isOver) this.beat();
    });
  }

  private sendEvent(wire: Wire, index: number): void {
    const event = this.made[index];
    if (event !== undefined) wire.send(encodeEvent(index, event.data, this.plan.format), index);
  }

  private finish(): void {
    this.isOver = true;
    this.world.history.streamOver = { atMs: this.world.nowMs, how: "ended" };
    this.world.trace("source", "the stream has ended", { events: this.made.length });
    for (const wire of this.live) this.sayEnd(wire);
  }

  private sayEnd(wire: Wire): void {
    if (this.plan.endSaidBy === "frame") wire.send(encodeEnd(this.plan.format), undefined);
    wire.end();
  }
}
