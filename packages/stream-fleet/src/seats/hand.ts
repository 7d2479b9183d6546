import type { Lease } from "@unbounded-streams/stream-lease";
import { INDEX_LAG_MS, SOUND_AFTER_MS } from "../limits.ts";
import type { CarrierOptions } from "../options.ts";
import type { Seat, SeatEnd } from "../types.ts";
import { HeldSeat } from "./held-seat.ts";
import type { StreamPauses } from "./stream-pauses.ts";

/** What a hand tells of its seats. */
export interface HandEvents {
  /** A seat is up or over: there may be a place for another. */
  onChange(): void;
  /** Somebody else has taken a stream over. */
  onSuperseded(): void;
  /** A seat has failed that may be tried again, by this carrier or another. */
  onFailed(held: HeldSeat): Promise<void>;
}

/** The seats of an invocation. */
export class Hand {
  taken = 0;
  left = 0;
  handedOver = 0;
  over = 0;
  failed = 0;
  most = 0;
  private readonly seats = new Map<string, HeldSeat>();
  private readonly options: CarrierOptions;
  private readonly pauses: StreamPauses;
  private readonly events: HandEvents;
  /** What is done about seats that are over. */
  private readonly chores = new Set<Promise<void>>();

  constructor(options: CarrierOptions, pauses: StreamPauses, events: HandEvents) {
    this.options = options;
    this.pauses = pauses;
    this.events = events;
  }

  get size(): number {
    return this.seats.size;
  }

  /** In the order of their ids, as a successor finds them. */
  get held(): HeldSeat[] {
    return [...this.seats.values()].sort((a, b) => (a.streamId < b.streamId ? -1 : 1));
  }

  has(streamId: string): boolean {
    return this.seats.has(streamId);
  }

  get(streamId: string): HeldSeat | undefined {
    return this.seats.get(streamId);
  }

  /** Whether a stream is connected. */
  get isUp(): boolean {
    return [...this.seats.values()].some(({ isUp, isOver }) => isUp && !isOver);
  }

  connecting(): HeldSeat[] {
    const nowMs = this.options.system.now();
    return [...this.seats.values()].filter((seat) => seat.isConnecting(nowMs));
  }

  /** Claims a stream whose lease was read. */
  take(lease: Lease, isNew: boolean): void {
    const { startSeat, turn, carrier, budget, system, log } = this.options;
    const { streamId, epoch } = lease;
    const nowMs = system.now();
    this.taken += 1;
    let seat: Seat;
    try {
      seat = startSeat({
        streamId,
        expectedEpoch: epoch,
        found: lease,
        holder: `${carrier}/${turn.holder}`,
        claimId: turn.claimId,
        carrier,
        remainingMs: Math.max(0, budget.deadlineMs - nowMs),
      });
    } catch (error) {
      this.failed += 1;
      this.pauses.failed(streamId);
      log.warn("seat not started", { streamId, error: String(error) });
      return;
    }
    const held = new HeldSeat({ seat, lease, nowMs, isNew });
    this.seats.set(streamId, held);
    this.most = Math.max(this.most, this.seats.size);
    log.debug("seat taken", { streamId, expectedEpoch: epoch });
    this.follow(held);
  }

  /** Every seat flushes and goes. */
  leaveAll(): void {
    this.left += this.seats.size;
    for (const { seat } of this.seats.values()) seat.leave();
  }

  /** Resolves when no seat is left, and all is done about those that were. */
  async emptied(): Promise<void> {
    await Promise.all([...this.seats.values()].map(({ seat }) => seat.over.catch(asError)));
    await Promise.all(this.chores);
  }

  private follow(held: HeldSeat): void {
    const { seat } = held;
    const noteUp = () => {
      held.isUp = true;
      this.events.onChange();
    };
    void seat.up.then(noteUp, noteUp);
    const chore = seat.over
      .catch(asError)
      .then((end) => this.end(held, end))
      .finally(() => this.chores.delete(chore));
    this.chores.add(chore);
  }

  private async end(held: HeldSeat, end: SeatEnd): Promise<void> {
    const { log } = this.options;
    const { streamId, seat } = held;
    held.isOver = true;
    const { received } = seat;
    if ("error" in end) log.warn("seat failed", { streamId, received, error: String(end.error) });
    else log.debug("seat over", { streamId, received, outcome: end.outcome });
    this.pause(held, end);
    if ("error" in end) {
      this.failed += 1;
      if (end.isFinal) await this.giveUp(held, end.error);
      else await this.events.onFailed(held);
    } else if (end.outcome === "superseded") this.handedOver += 1;
    else if (end.outcome !== "expired") this.over += 1;
    this.seats.delete(streamId);
    if (!("error" in end) && end.outcome === "superseded") this.events.onSuperseded();
    this.events.onChange();
  }

  /** However a seat came to its end, its stream is not taken again without a pause. */
  private pause({ streamId, startedAtMs, isUp }: HeldSeat, end: SeatEnd): void {
    const wasHeld = isUp && this.options.system.now() - startedAtMs >= SOUND_AFTER_MS;
    if (wasHeld) this.pauses.sound(streamId);
    const outcome = "error" in end ? undefined : end.outcome;
    if (outcome === "ended" || outcome === "stopped") this.pauses.outdated(streamId);
    else this.pauses.failed(streamId, outcome === "superseded" ? INDEX_LAG_MS : 0);
  }

  private async giveUp({ streamId, lease }: HeldSeat, error: Error): Promise<void> {
    const { store, log } = this.options;
    try {
      await store.fail({ streamId, executionArn: lease.executionArn, reason: error.message });
    } catch (cause) {
      log.warn("stream not marked as failed", { streamId, error: String(cause) });
    }
  }
}

function asError(error: unknown): SeatEnd {
  return { error: error instanceof Error ? error : new Error(String(error)), isFinal: false };
}
