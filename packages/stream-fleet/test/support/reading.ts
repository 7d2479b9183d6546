import type { Lease, LeaseStore } from "@unbounded-streams/stream-lease";
import type { CarrierSystem, Seat, SeatAssignment, SeatEnd } from "../../src/index.ts";

/** How the reading of a stream goes. */
export interface SourceBehaviour {
  /** From the claim to the first connection, in milliseconds; `never` comes up. */
  readonly connectMs?: number | "never";
  /** The reading fails as soon as it has claimed. */
  readonly fails?: { readonly isFinal: boolean } | undefined;
  /** The claim itself cannot be made. */
  readonly cannotClaim?: boolean;
  /** Whether it stays for ever, whatever it is told. */
  readonly hangs?: boolean;
}

/** Who reads which stream when: what a test looks at. */
export interface ReadingLog {
  readonly claims: { streamId: string; carrier: string; claimId: string; atMs: number }[];
  /** Streams that are connected now, and by how many. */
  readonly connected: Map<string, number>;
}

/** A seat as `connection-manager` runs one: claims, connects, confirms, looks when it is told to. */
export function startReading(
  assignment: SeatAssignment,
  deps: { store: LeaseStore; system: CarrierSystem; log: ReadingLog; behaviour: SourceBehaviour },
): Seat {
  const reading = new Reading(assignment, deps);
  return reading.seat;
}

class Reading {
  readonly seat: Seat;
  private readonly up = Promise.withResolvers<void>();
  private readonly over = Promise.withResolvers<SeatEnd>();
  private readonly gone = new AbortController();
  private owned: { streamId: string; epoch: number; claimId: string } | undefined;
  private isConnected = false;
  private isWatched = false;
  private readonly assignment: SeatAssignment;
  private readonly deps: Parameters<typeof startReading>[1];

  constructor(assignment: SeatAssignment, deps: Parameters<typeof startReading>[1]) {
    this.assignment = assignment;
    this.deps = deps;
    this.seat = {
      up: this.up.promise,
      over: this.over.promise,
      received: 0,
      check: () => void this.look(),
      watch: () => this.watch(),
      leave: () => {
        if (!deps.behaviour.hangs) this.end({ outcome: "expired" });
      },
    };
    void this.run().catch((error: Error) => this.end({ error, isFinal: false }));
  }

  private async run(): Promise<void> {
    const { store, system, log, behaviour } = this.deps;
    const { streamId, holder, claimId, carrier, expectedEpoch, remainingMs } = this.assignment;
    const nowMs = system.now();
    log.claims.push({ streamId, carrier, claimId, atMs: nowMs });
    if (behaviour.cannotClaim) throw new Error("the lease cannot be written");
    const times = { handoverAtMs: nowMs + remainingMs, expiresAtMs: nowMs + remainingMs + 60_000 };
    const claim = await store.claim({ streamId, holder, claimId, carrier, expectedEpoch, ...times });
    if (!claim.ok) return this.end({ outcome: "superseded" });
    this.owned = { streamId, epoch: claim.lease.epoch, claimId };
    if (behaviour.fails) {
      return this.end({ error: new Error(`${streamId} cannot be read`), isFinal: behaviour.fails.isFinal });
    }
    if (behaviour.connectMs === "never") return;
    await system.sleep(behaviour.connectMs ?? 100, this.gone.signal);
    if (this.gone.signal.aborted) return;
    this.connect(1);
    await store.confirm(this.owned);
    await store.advance({ ...this.owned, counts: claim.lease.counts, failures: 0 });
    this.up.resolve();
  }

  private watch(): void {
    if (this.isWatched) return;
    this.isWatched = true;
    void this.lookOften();
  }

  private async lookOften(): Promise<void> {
    while (!this.gone.signal.aborted) {
      await this.look();
      await this.deps.system.sleep(500, this.gone.signal);
    }
  }

  private async look(): Promise<void> {
    const { store } = this.deps;
    if (this.owned === undefined || this.gone.signal.aborted) return;
    let lease: Lease | undefined;
    try {
      lease = await store.read(this.owned.streamId);
    } catch {
      return;
    }
    if (lease === undefined || lease.status !== "running") {
      this.end({ outcome: lease?.status === "ended" ? "ended" : "stopped" });
    } else if (lease.epoch !== this.owned.epoch) {
      if (lease.connectedAtMs !== undefined || !this.isConnected) this.end({ outcome: "superseded" });
      else this.watch();
    }
  }

  private connect(change: 1 | -1): void {
    const { connected } = this.deps.log;
    const { streamId } = this.assignment;
    this.isConnected = change === 1;
    connected.set(streamId, (connected.get(streamId) ?? 0) + change);
  }

  private end(end: SeatEnd): void {
    if (this.gone.signal.aborted) return;
    this.gone.abort();
    if (this.isConnected) this.connect(-1);
    this.up.resolve();
    this.over.resolve(end);
  }
}
