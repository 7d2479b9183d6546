import { MAX_OVERLAP_KEYS } from "../limits.ts";
import type { HandoverProof } from "../report/connection-report.ts";

interface Received {
  readonly atMs: number;
  /** Whether one of this connection's copies was the one that was added to the table. */
  stored: boolean;
  /** Whether the table had it when a copy of this connection came. */
  found: boolean;
}

/** Watches the first events of a connection for those that its predecessor has stored. */
export class OverlapProbe {
  private readonly untilMs: number;
  private readonly connectedAtMs: number;
  private readonly received = new Map<string, Received>();

  /** @param windowMs how long after the connection is up events may be of the overlap, in milliseconds */
  constructor(connectedAtMs: number, windowMs: number) {
    this.connectedAtMs = connectedAtMs;
    this.untilMs = connectedAtMs + windowMs;
  }

  /** Whether an event of this moment may be of the overlap; the rest need not be shown to it. */
  isWatching(atMs: number): boolean {
    return atMs <= this.untilMs && this.received.size < MAX_OVERLAP_KEYS;
  }

  /** Before the table has answered. */
  onReceived(key: string, atMs: number): void {
    if (!this.isWatching(atMs) || this.received.has(key)) return;
    this.received.set(key, { atMs, stored: false, found: false });
  }

  /** When the table has answered. */
  onSettled(key: string, outcome: "stored" | "duplicate"): void {
    const known = this.received.get(key);
    if (known === undefined) return;
    if (outcome === "stored") known.stored = true;
    else known.found = true;
  }

  get proof(): HandoverProof {
    const shared = [...this.received.values()].filter(({ stored, found }) => found && !stored);
    return {
      proven: shared.length > 0,
      overlapEvents: shared.length,
      overlapMs: Math.max(0, ...shared.map(({ atMs }) => atMs - this.connectedAtMs)),
    };
  }
}
