import type {
  FinishRequest,
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
  /** What the successor's claim has found of this holder's books; undefined before that was seen. */
  private takenOver: LeaseCounts | undefined;

  constructor({ store, lease, claimId }: LeaseHoldOptions) {
    this.store = store;
    this.claimed = lease;
    this.claimId = claimId;
    this.epoch = lease.epoch;
  }

  /** The checkpoint to resume from. */
  get checkpoint(): string | undefined {
    return this.claimed.checkpoint;
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
    return this.standingOf(await this.store.confirm(this.ownership));
  }

  /** Moves the counters by what this connection has counted, and the checkpoint; says how the turn goes. */
  async advance(
    counted: LeaseCounts,
    checkpoint: string | undefined,
    turn: TurnVerdict = {},
  ): Promise<LeaseStanding> {
    const counts = this.total(counted);
    return this.standingOf(await this.store.advance({ ...this.ownership, ...turn, counts, checkpoint }));
  }

  /** Ends the stream, for good; does nothing when another connection holds it by now. */
  async finish(
    end: Pick<FinishRequest, "status" | "reason"> & TurnVerdict,
    counted: LeaseCounts,
    checkpoint: string | undefined,
  ): Promise<LeaseStanding> {
    const counts = this.total(counted);
    return this.standingOf(await this.store.finish({ ...this.ownership, ...end, counts, checkpoint }));
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
