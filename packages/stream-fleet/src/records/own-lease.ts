import type { Lease, LeaseResult } from "@unbounded-streams/stream-lease";
import { LOOK_ATTEMPTS, LOOK_MS, REPORT_MS, WATCH_MS } from "../limits.ts";
import type { CarrierOptions } from "../options.ts";

/** What an invocation sees of its carrier's record. */
export type CarrierStanding =
  | { readonly kind: "mine" }
  /** Another invocation has claimed it. */
  | { readonly kind: "superseded" }
  /** The carrier is no longer running; `absent`: its record is gone. */
  | { readonly kind: "over"; readonly status: "ended" | "stopped" | "failed" | "absent" };

/** The carrier's own record in the hands of one invocation. Once it is not that invocation's any more, it never is again. */
export class OwnLease {
  standing: CarrierStanding = { kind: "mine" };
  /** The record as it was claimed. */
  private claimed: Lease | undefined;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private reportedAtMs = Number.NEGATIVE_INFINITY;
  private reported: { readonly seats: number; readonly room: number } | undefined;
  private isConfirmed = false;
  private isSound = false;
  private readonly options: CarrierOptions;

  constructor(options: CarrierOptions) {
    this.options = options;
  }

  get epoch(): number | undefined {
    return this.claimed?.epoch;
  }

  get isMine(): boolean {
    return this.standing.kind === "mine";
  }

  /** When the record is to be looked at next, in epoch milliseconds. */
  get nextLookMs(): number {
    const { budget, system } = this.options;
    const isNear = system.now() >= budget.handoverAtMs;
    const next = this.lookedAtMs + (isNear ? WATCH_MS : LOOK_MS);
    return isNear ? next : Math.min(next, budget.handoverAtMs);
  }

  /** Makes the invocation the carrier, unless another was faster or the carrier is over. */
  async claim(signal: AbortSignal): Promise<void> {
    const { store, carrier, turn, budget } = this.options;
    const { handoverAtMs, expiresAtMs } = budget;
    const result = await store.claim({ streamId: carrier, ...turn, handoverAtMs, expiresAtMs }, { signal });
    if (result.ok) {
      this.claimed = result.lease;
      this.noteLook();
    } else {
      const status = result.lease?.status ?? "absent";
      this.standing = status === "running" ? { kind: "superseded" } : { kind: "over", status };
    }
  }

  /** Reads the record, consistently. */
  async look(signal: AbortSignal): Promise<void> {
    this.noteLook();
    this.note(await this.options.store.read(this.options.carrier, { signal, maxAttempts: LOOK_ATTEMPTS }));
  }

  /** Says that all streams that were found have been asked for. */
  async confirm(signal: AbortSignal): Promise<void> {
    if (this.isConfirmed || this.claimed === undefined) return;
    this.noteResult(await this.options.store.confirm(this.ownership(this.claimed), { signal }));
    this.isConfirmed = true;
  }

  /** Says that the carrier works. */
  async proveSound(signal: AbortSignal): Promise<void> {
    if (this.isSound || this.claimed === undefined) return;
    const { counts } = this.claimed;
    const request = { ...this.ownership(this.claimed), counts, failures: 0 };
    this.noteResult(await this.options.store.advance(request, { signal }));
    this.isSound = true;
  }

  /**
   * Says how many seats it has and how many more it would take; not before all it found have been asked for, and not often, unless it
   * is full now or is no longer: others wait for that.
   */
  async report(numbers: { seats: number; room: number }, signal: AbortSignal): Promise<void> {
    const nowMs = this.options.system.now();
    const { seats, room } = this.reported ?? {};
    const isSame = numbers.seats === seats && numbers.room === room;
    const hasTurned = room !== undefined && (numbers.room === 0) !== (room === 0);
    const isEarly = nowMs - this.reportedAtMs < (hasTurned ? this.options.roundMs : REPORT_MS);
    if (!this.isConfirmed || isEarly || isSame || this.claimed === undefined) return;
    this.noteResult(
      await this.options.store.report({ ...this.ownership(this.claimed), ...numbers }, { signal }),
    );
    this.reportedAtMs = nowMs;
    this.reported = numbers;
  }

  /** Ends the carrier, if it is still the invocation's. */
  async finish(signal: AbortSignal): Promise<boolean> {
    if (this.claimed === undefined) return false;
    const { counts } = this.claimed;
    const end = { ...this.ownership(this.claimed), counts, failures: 0, status: "ended" } as const;
    const result = await this.options.store.finish(end, { signal });
    this.noteResult(result);
    return result.ok;
  }

  private ownership({ streamId, epoch }: Lease) {
    return { streamId, epoch, claimId: this.options.turn.claimId };
  }

  private noteResult({ lease }: LeaseResult): void {
    this.note(lease);
  }

  private note(lease: Lease | undefined): void {
    this.noteLook();
    if (!this.isMine) return;
    if (lease === undefined) this.standing = { kind: "over", status: "absent" };
    else if (lease.epoch !== this.epoch || lease.claimId !== this.options.turn.claimId) {
      this.standing = { kind: "superseded" };
    } else if (lease.status !== "running") this.standing = { kind: "over", status: lease.status };
  }

  private noteLook(): void {
    this.lookedAtMs = this.options.system.now();
  }
}
