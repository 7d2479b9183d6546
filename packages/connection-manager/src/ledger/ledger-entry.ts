import {
  type ConnectionRecord,
  type Interval,
  type Ledger,
  Reopenings,
} from "@unbounded-streams/stream-ledger";
import type { ConnectionEvent } from "@unbounded-streams/stream-reader";
import type { ConnectionLog } from "../report/connection-log.ts";
import type { HandoverProof } from "../report/connection-report.ts";
import { failureText } from "../report/failure-text.ts";
import type { System } from "../system.ts";
import { handoverOf, type Predecessor } from "./predecessor.ts";

/** What the last writes may take, and the share of the time that is left which they may. */
const MAX_CLOSE_MS = 1_000;
const TIME_SHARE = 0.5;

/** How long before its deadline a connection without a lease says that it is still up: nothing else ends it in order. */
const LAST_WORD_MS = 1_000;
const LAST_WORD_SHARE = 0.1;

/** Ends that are no break: the connection was given up, or the stream is over. */
const ENDS: readonly string[] = ["aborted", "ended"];

/** The reader's code for a connection that is given up because nothing comes. */
const SILENCE = "IDLE_TIMEOUT";

type ClosedEvent = Extract<ConnectionEvent, { kind: "closed" }>;

/** What stands in a record from its beginning. */
export type EntryIdentity = Pick<
  ConnectionRecord,
  "streamId" | "claimedAtMs" | "epoch" | "claimId" | "holder" | "carrier" | "host"
> & { readonly deadlineMs: number };

/** What is known of a connection at a moment. */
export type EntryFacts = Pick<
  ConnectionRecord,
  "counts" | "firstId" | "lastId" | "lastEventAtMs" | "confirmedAtMs" | "supersededAtMs"
>;

/** What an entry needs. */
export interface LedgerEntryOptions {
  readonly ledger: Ledger;
  readonly identity: EntryIdentity;
  readonly predecessor: Predecessor | undefined;
  /** Whether the connection has a lease, so that it is opened again when it breaks, and ends before its deadline. */
  readonly isLeased: boolean;
  /**
   * After so long without a byte a connection is given up, in milliseconds: since then nobody knows that it was up. Undefined where that is
   * learnt from the stream: then nobody knows since its last event.
   */
  readonly idleTimeoutMs: number | undefined;
  readonly facts: () => EntryFacts;
  readonly log: ConnectionLog;
  readonly system: Pick<System, "now" | "startTimer">;
}

/** How a connection came out. */
export interface EntryEnd {
  readonly outcome: string;
  readonly reason?: string | undefined;
  /** When the last byte had been read, in epoch milliseconds; now when it is not known. */
  readonly endedAtMs?: number | undefined;
  readonly bytes?: number | undefined;
  readonly handover?: HandoverProof | undefined;
}

/**
 * Keeps a connection's record: when it is up, and at its end; of one before it that was killed, what is known. A ledger that
 * fails or stays away harms nothing: the writes are made beside the reading, the last ones are bounded in time, and it is said once.
 */
export class LedgerEntry {
  /** Calls that failed. */
  failures = 0;
  private readonly options: LedgerEntryOptions;
  private readonly reopenings = new Reopenings();
  private readonly chores: Promise<void>[] = [];
  /** Ends the calls that are on their way. */
  private readonly over = new AbortController();
  /** Rejects then, whether or not a call takes notice. */
  private readonly cut = Promise.withResolvers<never>();
  private connectedAtMs: number | undefined;
  private closedAtMs: number | undefined;
  private upAtMs = 0;
  /** Since when nothing had come, when that has ended the connection. */
  private silentSinceMs: number | undefined;
  private stopTimer: (() => void) | undefined;
  private isInferred = false;

  constructor(options: LedgerEntryOptions) {
    this.options = options;
    this.cut.promise.catch(() => undefined);
    this.over.signal.addEventListener("abort", () => this.cut.reject(new Error("it did not answer in time")));
  }

  /** Takes note of what happens to the connection to the source. */
  note(event: ConnectionEvent): void {
    const atMs = Math.round(event.atMs);
    if (event.kind === "closed") this.down(event, atMs);
    if (event.kind !== "open") return;
    this.closedAtMs = undefined;
    this.silentSinceMs = undefined;
    this.upAtMs = atMs;
    if (this.connectedAtMs === undefined) this.opened(atMs);
    else this.reopenings.back(atMs);
  }

  /** Writes the whole record. Never rejects. */
  async close({ outcome, reason, endedAtMs, bytes = 0, handover }: EntryEnd): Promise<void> {
    const { ledger, identity, predecessor, system } = this.options;
    this.stopTimer?.();
    const leftMs = Math.max(0, identity.deadlineMs - system.now());
    const stop = system.startTimer(() => this.over.abort(), Math.min(MAX_CLOSE_MS, leftMs * TIME_SHARE));
    const { connectedAtMs } = this;
    const before = predecessor && (await this.recordOf(predecessor));
    const isHandover = predecessor !== undefined && connectedAtMs !== undefined;
    const record: ConnectionRecord = {
      ...this.record,
      bytes,
      outcome,
      ...(reason === undefined ? {} : { reason: failureText(reason) }),
      ...(isHandover ? { handover: handoverOf(handover, before, connectedAtMs) } : {}),
      ...(this.silentSinceMs === undefined ? {} : { silentSinceMs: this.silentSinceMs }),
      endedAtMs: this.closedAtMs ?? endedAtMs ?? system.now(),
    };
    const { signal } = this.over;
    await this.attempt(() => ledger.closed(record, { signal }));
    stop();
    this.over.abort();
    await Promise.all(this.chores);
  }

  private opened(atMs: number): void {
    const { ledger, identity, predecessor, isLeased, system } = this.options;
    const { signal } = this.over;
    this.connectedAtMs = atMs;
    this.doBeside(() => ledger.opened(this.record, { signal }));
    if (predecessor?.isGoneBy(identity)) this.doBeside(() => this.infer(predecessor, identity.claimedAtMs));
    if (isLeased) return;
    const leftMs = Math.max(0, identity.deadlineMs - system.now());
    const beforeMs = Math.min(LAST_WORD_MS, leftMs * LAST_WORD_SHARE);
    this.stopTimer = system.startTimer(() => this.amend(), leftMs - beforeMs);
  }

  private down({ why, reason, code }: ClosedEvent, atMs: number): void {
    if (this.connectedAtMs === undefined) return;
    const silentSinceMs = code === SILENCE ? this.lastSignAtMs(atMs) : undefined;
    // Nothing comes after it without a lease: it is the end.
    if (!this.options.isLeased || ENDS.includes(why)) {
      this.closedAtMs = atMs;
      this.silentSinceMs = silentSinceMs;
    } else this.broke(atMs, failureText(reason), silentSinceMs);
  }

  /** When a connection that is given up for its silence gave its last sign. */
  private lastSignAtMs(atMs: number): number {
    const { idleTimeoutMs, facts } = this.options;
    const signAtMs = idleTimeoutMs === undefined ? (facts().lastEventAtMs ?? 0) : atMs - idleTimeoutMs;
    return Math.max(this.upAtMs, signAtMs);
  }

  private broke(atMs: number, reason: string, silentSinceMs: number | undefined): void {
    this.reopenings.broke(atMs, reason, silentSinceMs);
    // What runs the connection can tell from it, if it is killed.
    this.options.log.info("disconnected", { disconnectedAtMs: silentSinceMs ?? atMs, reason });
  }

  private amend(): void {
    const { connectedAtMs, closedAtMs } = this;
    if (connectedAtMs === undefined || closedAtMs !== undefined) return;
    const knownUp: Interval[] = [{ fromMs: connectedAtMs, untilMs: this.options.system.now() }];
    const { signal } = this.over;
    this.doBeside(() => this.options.ledger.amended({ ...this.record, knownUp }, { signal }));
  }

  /** What the connection before has said, at last; what is known of it goes on record when it has not. */
  private async recordOf(predecessor: Predecessor): Promise<ConnectionRecord | undefined> {
    const { ledger, identity } = this.options;
    const { signal } = this.over;
    let found: ConnectionRecord | undefined;
    const isAnswered = await this.attempt(async () => {
      found = await ledger.find(predecessor.key, { signal });
    });
    if (isAnswered && found?.endedAtMs === undefined && !this.isInferred) {
      await this.attempt(() => this.infer(predecessor, this.connectedAtMs ?? identity.claimedAtMs));
    }
    return found;
  }

  private async infer(predecessor: Predecessor, endedAtMs: number): Promise<void> {
    const { ledger, identity } = this.options;
    await ledger.infer(predecessor.inference(identity.host, endedAtMs), { signal: this.over.signal });
    this.isInferred = true;
  }

  private get record(): ConnectionRecord {
    const { identity, facts } = this.options;
    const { connectedAtMs } = this;
    const { confirmedAtMs, supersededAtMs, firstId, lastId, lastEventAtMs, counts } = facts();
    return {
      ...identity,
      ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
      ...(confirmedAtMs === undefined ? {} : { confirmedAtMs }),
      ...(supersededAtMs === undefined ? {} : { supersededAtMs }),
      ...(firstId === undefined ? {} : { firstId }),
      ...(lastId === undefined ? {} : { lastId }),
      ...(lastEventAtMs === undefined ? {} : { lastEventAtMs }),
      counts,
      bytes: 0,
      ...this.reopenings.told,
    };
  }

  private doBeside(call: () => Promise<void>): void {
    this.chores.push(this.attempt(call).then(() => undefined));
  }

  /** Whether the ledger has answered. */
  private async attempt(call: () => Promise<void>): Promise<boolean> {
    try {
      await Promise.race([call(), this.cut.promise]);
      return true;
    } catch (error) {
      this.failures += 1;
      if (this.failures === 1) this.options.log.warn("ledger not written", { error: String(error) });
      return false;
    }
  }
}
