import type {
  AdvanceRequest,
  FinishRequest,
  HolderState,
  Lease,
  LeaseCounts,
  LeaseResult,
  LeaseStore,
} from "@unbounded-streams/stream-lease";
import type { TurnVerdict } from "./turn-verdict.ts";

/** What a connection sees of its lease. */
export type LeaseStanding =
  | { readonly kind: "mine" }
  /** Another connection has claimed the stream; `connectedAtMs`, in epoch milliseconds, once it is up. */
  | { readonly kind: "succeeded"; readonly connectedAtMs: number | undefined }
  /** The stream is no longer running. */
  | { readonly kind: "over"; readonly status: "ended" | "stopped" | "failed" };

/** What the next holder has to know besides the books. */
export interface LeaseNotes {
  /** How the source is to be followed; undefined when there is nothing to say. */
  readonly follow: string | undefined;
  /** Since when the connection is up without a break, in epoch milliseconds; undefined while it is not. */
  readonly upSinceMs: number | undefined;
  /** Frames since the claim that could not be resumed from. */
  readonly cursorless: number;
}

/** A claim that was won. */
export interface LeaseHoldOptions {
  readonly store: LeaseStore;
  /** The lease as it was claimed. */
  readonly lease: Lease;
  readonly claimId: string;
}

/** A write that may wait for nothing is made again once: one lost message is not the end of it. */
const TALLY_ATTEMPTS = 2;

/** The lease in the hands of its holder: every write carries its epoch and claim, so a fenced-out holder changes nothing. */
export class LeaseHold {
  readonly epoch: number;
  private readonly store: LeaseStore;
  private readonly claimed: Lease;
  private readonly claimId: string;
  /** Whether the lease may have a note of how the source is followed. */
  private hasFollow: boolean;
  /** What is to be known of the stream besides its books, at a moment. */
  private notesNow: () => LeaseNotes;
  /** What the successor's claim has found of this holder's books; undefined before that was seen. */
  private takenOver: LeaseCounts | undefined;

  constructor({ store, lease, claimId }: LeaseHoldOptions) {
    this.store = store;
    this.claimed = lease;
    this.claimId = claimId;
    this.epoch = lease.epoch;
    this.hasFollow = lease.follow !== undefined;
    this.notesNow = () => ({ follow: lease.follow, upSinceMs: undefined, cursorless: 0 });
  }

  /** When the lease was claimed, as it says, in epoch milliseconds. */
  get claimedAtMs(): number | undefined {
    return this.claimed.claimedAtMs;
  }

  /** The checkpoint to resume from. */
  get checkpoint(): string | undefined {
    return this.claimed.checkpoint;
  }

  /** How the source was to be followed when it was claimed. */
  get follow(): string | undefined {
    return this.claimed.follow;
  }

  /** Frames that could not be resumed from before it was claimed. */
  get cursorless(): number {
    return this.claimed.cursorless ?? 0;
  }

  /** What goes with each write from now on. */
  noteBy(notes: () => LeaseNotes): void {
    this.notesNow = notes;
  }

  get notes(): LeaseNotes {
    return this.notesNow();
  }

  /** Failures in a row when it was claimed, the claim counted. */
  get failures(): number {
    return this.claimed.failures;
  }

  /** Whether the stream has been up before this connection. */
  get wasUp(): boolean {
    const { checkpoint, counts, connectedAtMs } = this.claimed;
    return checkpoint !== undefined || counts.received > 0 || connectedAtMs !== undefined;
  }

  /** Says that the connection is up. */
  async confirm(): Promise<LeaseStanding> {
    return this.standingOf(await this.store.confirm({ ...this.ownership, ...this.up }));
  }

  /** Moves the counters by what this connection has counted, and the checkpoint; says how the turn goes. */
  async advance(
    counted: LeaseCounts,
    checkpoint: string | undefined,
    turn: TurnVerdict = {},
  ): Promise<LeaseStanding> {
    const counts = this.total(counted);
    const request = { ...this.ownership, ...turn, ...this.noted, ...this.up, counts, checkpoint };
    return this.standingOf(await this.store.advance(request));
  }

  /** Ends the stream, for good; does nothing when another connection holds it by now. */
  async finish(
    end: Pick<FinishRequest, "status" | "reason"> & TurnVerdict,
    counted: LeaseCounts,
    checkpoint: string | undefined,
  ): Promise<LeaseStanding> {
    const counts = this.total(counted);
    const request = { ...this.ownership, ...end, ...this.noted, counts, checkpoint };
    return this.standingOf(await this.store.finish(request));
  }

  /**
   * Hands in what this connection has counted since its successor's claim; asks nothing when that is not known or
   * nothing.
   */
  async tally(counted: LeaseCounts): Promise<void> {
    const { epoch, takenOver } = this;
    if (takenOver === undefined) return;
    const total = this.total(counted);
    const counts = {
      received: total.received - takenOver.received,
      stored: total.stored - takenOver.stored,
      duplicates: total.duplicates - takenOver.duplicates,
    };
    if (Object.values(counts).every((count) => count === 0)) return;
    const { streamId } = this.claimed;
    await this.store.tally({ streamId, epoch, counts }, { maxAttempts: TALLY_ATTEMPTS });
  }

  /** Reads the lease, consistently. */
  async look(): Promise<LeaseStanding> {
    return this.standing(await this.store.read(this.claimed.streamId));
  }

  private get ownership() {
    return { streamId: this.claimed.streamId, epoch: this.epoch, claimId: this.claimId };
  }

  /** Nothing of what no lease has, and none needs. */
  private get noted(): Pick<AdvanceRequest, "follow" | "cursorless"> {
    const { follow, cursorless } = this.notes;
    this.hasFollow ||= follow !== undefined;
    return {
      ...(this.hasFollow && { follow: follow ?? null }),
      ...(cursorless > 0 && { cursorless: this.cursorless + cursorless }),
    };
  }

  /** Whoever tells of this connection, when it cannot, has nothing else to go by. */
  private get up(): HolderState {
    const { upSinceMs } = this.notes;
    return upSinceMs === undefined ? {} : { upSinceMs: Math.round(upSinceMs) };
  }

  private total({ received, stored, duplicates }: LeaseCounts): LeaseCounts {
    const { counts } = this.claimed;
    return {
      received: counts.received + received,
      stored: counts.stored + stored,
      duplicates: counts.duplicates + duplicates,
    };
  }

  /** A write may be allowed on a lease that is over: its holder keeps the books after a stop. */
  private standingOf({ lease }: LeaseResult): LeaseStanding {
    return this.standing(lease);
  }

  private standing(lease: Lease | undefined): LeaseStanding {
    if (lease === undefined) return { kind: "over", status: "stopped" };
    if (lease.takenOver?.epoch === this.epoch) this.takenOver = lease.takenOver.counts;
    if (lease.status !== "running") return { kind: "over", status: lease.status };
    if (lease.epoch === this.epoch && lease.claimId === this.claimId) return { kind: "mine" };
    return { kind: "succeeded", connectedAtMs: lease.connectedAtMs };
  }
}
