import { PLACE_MS } from "../limits.ts";
import type { CarrierOptions } from "../options.ts";
import { plan } from "../plan/plan.ts";
import { demand } from "../plan/room.ts";
import { ownTakes } from "../plan/takes.ts";
import { OwnLease } from "../records/own-lease.ts";
import { Peers } from "../records/peers.ts";
import { isNeeded } from "../records/repair.ts";
import { Sight } from "../records/sight.ts";
import { Hand } from "../seats/hand.ts";
import { StreamPauses } from "../seats/stream-pauses.ts";
import type { CarrierOutcome, FleetAction, FleetView } from "../types.ts";
import { Actor } from "./act.ts";
import { Alarm, sleepUntil } from "./alarm.ts";
import { awaitSuccessor } from "./farewell.ts";
import { CarrierMeter } from "./meter.ts";
import { Outlook } from "./outlook.ts";

/** One invocation of a carrier, from its claim to its last seat. */
export class Carrier {
  readonly own: OwnLease;
  readonly hand: Hand;
  readonly actor: Actor;
  private readonly options: CarrierOptions;
  private readonly alarm: Alarm;
  private readonly pauses: StreamPauses;
  private readonly sight: Sight;
  private readonly peers: Peers;
  private readonly outlook: Outlook;
  private readonly meter: CarrierMeter;
  private readonly startedAtMs: number;
  /** Whether the own record is to be looked at before anything else: somebody has taken a seat over. */
  private isInDoubt = false;
  private hasRested = false;
  private nextRestMs = Number.NEGATIVE_INFINITY;
  /** Whether what is left of a carrier that is over has been seen to: another carrier is there for it. */
  private isSettled = false;

  constructor(options: CarrierOptions) {
    this.options = options;
    this.startedAtMs = options.system.now();
    this.alarm = new Alarm(options.system);
    this.pauses = new StreamPauses(options.system);
    this.own = new OwnLease(options);
    this.hand = new Hand(options, this.pauses, {
      onChange: () => this.alarm.ring(),
      onSuperseded: () => {
        this.isInDoubt = true;
      },
      onFailed: (held) => this.actor.passOn(held),
    });
    this.sight = new Sight(options);
    this.peers = new Peers(options);
    const { own, hand, sight, peers, pauses } = this;
    const deps = { options, own, hand, sight, peers, pauses };
    this.outlook = new Outlook(deps);
    this.actor = new Actor(deps, this.outlook);
    this.meter = new CarrierMeter(options);
  }

  /** @param until aborts when the seats that are left must go */
  async run(until: AbortSignal): Promise<CarrierOutcome> {
    const { own, hand, alarm, options } = this;
    await this.claim(until);
    if (own.epoch === undefined) return this.outcome();
    options.log.info("carrier claimed", { carrier: options.carrier, epoch: own.epoch, ...options.budget });
    while (!until.aborted && !this.isDone) {
      await this.round(until);
      if (this.isDone) break;
      await alarm.sleep(this.pauseMs(), until);
    }
    const { actor } = this;
    if (own.standing.kind === "superseded") await awaitSuccessor({ options, hand, actor, alarm }, until);
    if (hand.size > 0) await this.leave();
    return this.outcome();
  }

  private async claim(until: AbortSignal): Promise<void> {
    if (until.aborted) return;
    await this.own.claim(until).catch((error: unknown) => {
      if (!until.aborted) throw error;
    });
  }

  /** Whether there is nothing left to decide. */
  private get isDone(): boolean {
    const { kind } = this.own.standing;
    return (
      this.hasRested || kind === "superseded" || (kind === "over" && this.isSettled && this.hand.size === 0)
    );
  }

  private outcome(): CarrierOutcome {
    const { standing } = this.own;
    if (this.hasRested) return "ended";
    if (this.hand.left > 0) return "expired";
    if (standing.kind === "mine") return "expired";
    if (standing.kind === "superseded" || standing.status === "failed") return "superseded";
    return standing.status === "ended" ? "ended" : "stopped";
  }

  private async round(until: AbortSignal): Promise<void> {
    await this.lookAtSelf(until);
    if (until.aborted || this.isDone) return;
    if (this.own.standing.kind === "over") this.noteOver();
    const isFull = this.options.system.now() >= this.sight.nextMs;
    if (isFull) await this.lookAround(until);
    if (until.aborted || this.isDone) return;
    this.outlook.remember();
    const { view } = this.outlook;
    const actions = plan(view);
    if (isFull) this.meter.emitWhenDue(view);
    if (isFull) this.isSettled = this.isSeenTo(view, actions);
    await this.actor.carryOut(isFull ? actions : actions.filter((action) => action.do === "take"), until);
    if (isFull && actions.some((action) => action.do === "rest")) await this.rest(until);
    if (isFull) await this.actor.releaseExcess(until);
    await this.keepRecord(until);
  }

  /** Whether, of a carrier that is over, nothing is left that another would have to be started for. */
  private isSeenTo({ me }: FleetView, actions: readonly FleetAction[]): boolean {
    return me.isOver === true && this.sight.isFresh && !actions.some((action) => action.do === "start");
  }

  private noteOver(): void {
    if (this.peers.isOwnFree) return;
    this.peers.isOwnFree = true;
    this.sight.doubt();
  }

  private async lookAtSelf(until: AbortSignal): Promise<void> {
    const { own, options } = this;
    const isDue = this.isInDoubt || options.system.now() >= own.nextLookMs;
    if (!own.isMine || !isDue) return;
    await this.attempt(until, async () => {
      await own.look(until);
      this.isInDoubt = false;
    });
  }

  /** @throws what the table refuses, when nothing has ever been seen and nothing is held */
  private async lookAround(until: AbortSignal): Promise<void> {
    const { sight, hand, peers, options } = this;
    this.outlook.measure();
    const error = await sight.look(until);
    if (until.aborted) return;
    if (error !== undefined) {
      if (!sight.hasSeenCarried && hand.size === 0 && isRefusal(error)) throw error;
      options.log.warn("streams not looked for", { error: String(error) });
    }
    const nowMs = options.system.now();
    for (const held of hand.held) {
      held.measure(nowMs);
      if (sight.misses(held.streamId, held.startedAtMs)) held.seat.check();
    }
    this.pauses.prune();
    await peers.look(this.mattersHowMuchRoom(), until);
  }

  private mattersHowMuchRoom(): boolean {
    const view = this.outlook.view;
    return demand(view).length > 0 && (view.me.room === 0 || this.peers.isUnsure);
  }

  private async rest(until: AbortSignal): Promise<void> {
    const { pace, system } = this.options;
    // Not asked for again at once, whatever comes of it: this reads the whole table.
    if (system.now() < this.nextRestMs) return;
    this.nextRestMs = system.now() + pace.emptyBeforeRestMs;
    await this.attempt(until, async () => {
      this.outlook.postponeRest();
      if (await isNeeded(this.options, until)) this.sight.doubt();
      else this.hasRested = await this.own.finish(until);
    });
  }

  /** What the carrier's own record is to say. */
  private async keepRecord(until: AbortSignal): Promise<void> {
    const { own, hand, options } = this;
    if (!own.isMine || this.hasRested) return;
    await this.attempt(until, async () => {
      const { view } = this.outlook;
      if (this.sight.hasSeenCarried && ownTakes(view).length === 0) await own.confirm(until);
      const isOld = options.system.now() - this.startedAtMs >= options.pace.soundAfterMs;
      if (hand.isUp || isOld) await own.proveSound(until);
      await own.report({ seats: view.me.seats.length, room: view.me.room }, until);
    });
  }

  private pauseMs(): number {
    const { own, sight, hand, options } = this;
    const nowMs = options.system.now();
    const places = hand.connecting().map(({ startedAtMs }) => startedAtMs + PLACE_MS);
    const nextMs = Math.min(sight.nextMs, own.isMine ? own.nextLookMs : Number.POSITIVE_INFINITY, ...places);
    return Math.max(1, nextMs - nowMs);
  }

  private async leave(): Promise<void> {
    const { hand, options } = this;
    const { budget, system } = options;
    hand.leaveAll();
    const gone = new AbortController();
    const late = sleepUntil(budget.deadlineMs, gone.signal, system);
    await Promise.race([hand.emptied(), late]);
    gone.abort();
  }

  private async attempt(until: AbortSignal, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (until.aborted) return;
      this.options.log.warn("the carrier's record was not reached", { error: String(error) });
    }
  }
}

/** What was asked once and answered with a refusal: a table or index that is not there, or must not be read. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && "attempts" in error && error.attempts === 1;
}
