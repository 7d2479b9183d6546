import type { Lease } from "@unbounded-streams/stream-lease";
import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import {
  LOOK_ATTEMPTS,
  PEERS_AT_ONCE,
  PEERS_MS,
  REPAIR_SETTLES_MS,
  START_GRACE_MS,
  SWEEP_MS_PER_PEER,
  UNCLAIMED_DEAD_MS,
  UNCLAIMED_SLOW_MS,
} from "../limits.ts";
import type { CarrierOptions } from "../options.ts";
import type { PeerView } from "../types.ts";

interface Peer {
  readonly lease: Lease | undefined;
  /** Since when it is known to be dead, in epoch milliseconds. */
  readonly deadSinceMs: number | undefined;
}

/** The other carriers of the fleet, as their records tell. */
export class Peers {
  lastStartMs: number | undefined;
  /** Whether the carrier's own record is over, so that another may have its number. */
  isOwnFree = false;
  private readonly options: CarrierOptions;
  private readonly peers = new Map<number, Peer>();
  /** When each was started by this carrier, or when that was tried in vain. */
  private readonly started = new Map<number, { atMs: number; isDone: boolean }>();
  private readonly nextRepairMs = new Map<number, number>();
  private nextMs = Number.NEGATIVE_INFINITY;
  private nextSweepMs = Number.NEGATIVE_INFINITY;
  /** Whose turn it is to be looked at: first the next higher ones, so that carriers look at different ones. */
  private turn: number;

  constructor(options: CarrierOptions) {
    this.options = options;
    this.turn = options.number;
  }

  /**
   * Reads what is due: a few records from time to time, or all of them when it matters how much room there is; then also those of carriers
   * that were started, each time until they say how much they have left. Never rejects: what cannot be read stays as it was.
   */
  async look(matters: boolean, signal: AbortSignal): Promise<void> {
    const nowMs = this.options.system.now();
    if (matters && nowMs >= this.nextSweepMs) return this.sweep(nowMs, signal);
    if (matters) await this.readAll(this.coming(nowMs), signal);
    if (nowMs < this.nextMs) return;
    this.nextMs = nowMs + PEERS_MS;
    const numbers = this.numbers();
    const next = numbers.findIndex((number) => number > this.turn);
    const from = Math.max(0, next);
    const chosen = [...numbers.slice(from), ...numbers.slice(0, from)].slice(0, PEERS_AT_ONCE);
    this.turn = chosen.at(-1) ?? this.turn;
    await this.readAll(chosen, signal);
  }

  /** Whether the record of a lower carrier has not been read yet. */
  get isUnsure(): boolean {
    return this.numbers().some((number) => number < this.options.number && !this.peers.has(number));
  }

  /** Reads one record, consistently. */
  async read(number: number, signal: AbortSignal): Promise<Lease | undefined> {
    const { store, fleet, system } = this.options;
    const lease = await store.read(carrierId(fleet, number), { signal, maxAttempts: LOOK_ATTEMPTS });
    const isAlive = lease !== undefined && isAliveAt(lease, system.now());
    const deadSinceMs = isAlive ? undefined : (this.peers.get(number)?.deadSinceMs ?? system.now());
    if (!isSameRecord(lease, this.peers.get(number)?.lease)) this.nextRepairMs.delete(number);
    this.peers.set(number, { lease, deadSinceMs });
    return lease;
  }

  noteStart(number: number, isDone: boolean): void {
    const atMs = this.options.system.now();
    this.started.set(number, { atMs, isDone });
    if (isDone) this.lastStartMs = atMs;
  }

  /** Whether a carrier may be started: not twice within a short while. */
  mayStart(number: number): boolean {
    const atMs = this.started.get(number)?.atMs;
    return atMs === undefined || this.options.system.now() - atMs >= PEERS_MS;
  }

  /** A dead carrier's streams were looked for. Once there are none, and have been none for a while, that is done. */
  noteRepair(number: number, foundAny: boolean): void {
    const nowMs = this.options.system.now();
    const deadSinceMs = this.peers.get(number)?.deadSinceMs ?? nowMs;
    const isDone = !foundAny && nowMs - deadSinceMs >= REPAIR_SETTLES_MS;
    this.nextRepairMs.set(number, isDone ? Number.POSITIVE_INFINITY : nowMs + PEERS_MS);
  }

  /** As a plan sees them. A lower carrier whose record was not read yet is taken to have room, so that nothing is snatched from it. */
  views(): PeerView[] {
    return this.numbers()
      .map((number) => this.viewOf(number))
      .filter((view) => view !== undefined);
  }

  private viewOf(number: number): PeerView | undefined {
    const { system, capacity } = this.options;
    const nowMs = system.now();
    const peer = this.peers.get(number);
    const lease = peer?.lease;
    const start = this.started.get(number);
    const isComing = start?.isDone === true && nowMs - start.atMs < START_GRACE_MS;
    if (lease !== undefined && isAliveAt(lease, nowMs)) {
      if (lease.claimId === undefined && !isComing && nowMs - lease.startedAtMs > UNCLAIMED_SLOW_MS) {
        return { number, isAlive: true, seats: 0, room: 0 };
      }
      const { seats = 0, room = Math.max(0, capacity - seats) } = lease;
      return { number, isAlive: true, seats, room };
    }
    if (isComing) return { number, isAlive: true, seats: 0, room: capacity };
    if (peer === undefined) {
      return number < this.options.number ? { number, isAlive: true, seats: 0, room: 1 } : undefined;
    }
    const isDue = nowMs >= (this.nextRepairMs.get(number) ?? 0);
    return isDue ? { number, isAlive: false, seats: 0, room: 0 } : undefined;
  }

  /** Those that were started a short while ago and have not reported: they count as empty, and may be full by now. */
  private coming(nowMs: number): number[] {
    return [...this.started].flatMap(([number, { atMs, isDone }]) => {
      const lease = this.peers.get(number)?.lease;
      const hasReported = lease !== undefined && isAliveAt(lease, nowMs) && lease.room !== undefined;
      return isDone && !hasReported && nowMs - atMs < START_GRACE_MS ? [number] : [];
    });
  }

  /** All that are known of, and the next one. */
  private numbers(): number[] {
    const { number: own, maxCarriers } = this.options;
    const known = [...this.peers].flatMap(([number, { lease }]) => (lease === undefined ? [] : [number]));
    const highest = Math.max(own, ...known, ...this.started.keys());
    const count = Math.max(Math.min(highest + 1, maxCarriers), highest);
    return Array.from({ length: count }, (_, index) => index + 1).filter(
      (number) => number !== own || this.isOwnFree,
    );
  }

  private async sweep(nowMs: number, signal: AbortSignal): Promise<void> {
    const read = new Set<number>();
    for (;;) {
      const chosen = this.numbers()
        .filter((number) => !read.has(number))
        .slice(0, SWEPT_TOGETHER);
      if (chosen.length === 0) break;
      for (const number of chosen) read.add(number);
      if (!(await this.readAll(chosen, signal))) break;
    }
    this.nextSweepMs = nowMs + Math.max(PEERS_MS, read.size * SWEEP_MS_PER_PEER);
    this.nextMs = nowMs + PEERS_MS;
  }

  /** Whether all were answered. */
  private async readAll(numbers: readonly number[], signal: AbortSignal): Promise<boolean> {
    const reads = await Promise.allSettled(numbers.map((number) => this.read(number, signal)));
    const failed = reads.find(({ status }) => status === "rejected");
    if (failed === undefined) return true;
    const error = String((failed as PromiseRejectedResult).reason);
    this.options.log.info("records of carriers not read", { error });
    return false;
  }
}

/** Records that a look at all of them reads at a time. */
const SWEPT_TOGETHER = 10;

/** Whether a carrier is at work, or may still come to it. */
export function isAliveAt({ status, expiresAtMs, startedAtMs }: Lease, nowMs: number): boolean {
  if (status !== "running") return false;
  return expiresAtMs === undefined ? nowMs - startedAtMs < UNCLAIMED_DEAD_MS : expiresAtMs >= nowMs;
}

function isSameRecord(a: Lease | undefined, b: Lease | undefined): boolean {
  return a?.epoch === b?.epoch && a?.status === b?.status;
}
