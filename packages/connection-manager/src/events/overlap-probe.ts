import { MAX_OVERLAP_KEYS } from "../limits.ts";
import type { HandoverProof } from "../report/connection-report.ts";

interface Received {
  readonly atMs: number;
  /** The connection of this invocation over which it came last. */
  connection: number;
  /** How many copies came within the window. */
  copies: number;
  /** How many the table has answered. */
  settled: number;
  /** Whether one connection brought it twice: what can occur more than once proves nothing. */
  repeats: boolean;
  /** Whether one of this connection's copies was the one that was added to the table. */
  stored: boolean;
  /** Whether the table had it when a copy of this connection came. */
  found: boolean;
  /** Whether another connection has stored it, too. */
  shared: boolean;
}

/** How long after the handover lead events of the predecessor may still be met; 1 s. */
const OVERLAP_MARGIN_MS = 1_000;

/**
 * How long after a connection is up events may be of the overlap with its predecessor, in milliseconds: not from the moment on at which a
 * successor may be up, as what that one has stored proves nothing of the handover before. Negative when that has passed: none is.
 */
export function overlapWindowMs(
  connectedAtMs: number,
  { handoverLeadMs, handoverAtMs }: { readonly handoverLeadMs: number; readonly handoverAtMs: number },
): number {
  return Math.min(handoverLeadMs + OVERLAP_MARGIN_MS, handoverAtMs - 1 - connectedAtMs);
}

/**
 * Watches the first events of a connection for those that its predecessor has stored. It is to be shown only events that can
 * occur once: those with an id, or a key, of their own. Of equal data nobody can say how old it is.
 */
export class OverlapProbe {
  /** When the connection was up, in epoch milliseconds. */
  readonly connectedAtMs: number;
  private readonly untilMs: number;
  private readonly maxKeys: number;
  private readonly received = new Map<string, Received>();
  private isBlind = false;

  /**
   * @param windowMs how long after the connection is up events may be of the overlap, in milliseconds
   * @param maxKeys how many events are remembered
   */
  constructor(connectedAtMs: number, windowMs: number, maxKeys = MAX_OVERLAP_KEYS) {
    this.maxKeys = maxKeys;
    this.connectedAtMs = connectedAtMs;
    this.untilMs = connectedAtMs + windowMs;
  }

  /** Whether an event of this moment may be of the overlap; the rest need not be shown to it. */
  isWatching(atMs: number): boolean {
    return atMs <= this.untilMs && this.received.size < this.maxKeys;
  }

  /**
   * Before the table has answered.
   *
   * @param connection which of the invocation's connections brought it: after a reconnection the source may send it again
   */
  onReceived(key: string, atMs: number, connection = 1): void {
    if (!this.isWatching(atMs)) return;
    const known = this.received.get(key);
    if (known === undefined) {
      const once = { atMs, connection, copies: 1, settled: 0 };
      this.received.set(key, { ...once, repeats: false, stored: false, found: false, shared: false });
      return;
    }
    known.copies += 1;
    known.repeats ||= known.connection === connection;
    known.connection = connection;
  }

  /** When the table has answered. */
  onSettled(key: string, outcome: "stored" | "duplicate"): void {
    const known = this.received.get(key);
    if (known === undefined) return;
    known.settled += 1;
    // A copy that came after the window, too.
    known.repeats ||= known.settled > known.copies;
    if (outcome === "stored") known.stored = true;
    else known.found = true;
  }

  /** When the last of the events came that are remembered, in epoch milliseconds; undefined when there is none. */
  get lastAtMs(): number | undefined {
    return this.received.size === 0
      ? undefined
      : Math.max(...[...this.received.values()].map(({ atMs }) => atMs));
  }

  /** Whether an event is one of those that are remembered. */
  has(key: string): boolean {
    return this.received.has(key);
  }

  /**
   * Where the table does not know an event again: how often it is there, all of this invocation's being durable. One that this invocation has
   * received once is there once because of it, so whoever has it there again is another connection.
   */
  onCopies(copies: ReadonlyMap<string, number>): void {
    for (const [key, count] of copies) {
      const known = this.received.get(key);
      if (known?.copies === 1) known.shared = count > 1;
    }
  }

  /** Nobody can say what other connections have stored. */
  cannotKnow(): void {
    this.isBlind = true;
  }

  get proof(): HandoverProof {
    const unique = [...this.received.values()].filter(({ repeats }) => !repeats);
    const shared = unique.filter((event) => event.shared || (event.found && !event.stored));
    return {
      proven: shared.length > 0,
      provable: unique.length > 0 && !this.isBlind,
      overlapEvents: shared.length,
      overlapMs: Math.max(0, ...shared.map(({ atMs }) => atMs - this.connectedAtMs)),
    };
  }
}
