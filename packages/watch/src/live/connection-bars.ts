import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";
import { MAX_TOLD, SUCCESSOR_WITHIN_MS } from "../limits.ts";
import { type ConnectionEntry, connectionEntry } from "../report/connection-entry.ts";
import type { LedgerReader } from "../tables/ledger-reader.ts";

/** Which of a stream's connections are looked at. */
export interface Lane {
  readonly streamId: string;
  /** Up to now, in milliseconds. */
  readonly windowMs: number;
}

interface KnownRecord {
  readonly record: ConnectionRecord;
  /** What it is told as: nobody else needs the id of its claim. */
  readonly key: string;
}

/** The connections of a stream's last time, looked at again and again: after the first look only those that can have changed are read. */
export class ConnectionBars {
  private readonly ledger: LedgerReader;
  private readonly lane: Lane;
  private readonly known = new Map<string, KnownRecord>();
  private count = 0;
  private lookedAtMs: number | undefined;

  constructor(ledger: LedgerReader, lane: Lane) {
    this.ledger = ledger;
    this.lane = lane;
  }

  /** @throws {WatchError} */
  async read(nowMs: number, signal: AbortSignal): Promise<Map<string, ConnectionEntry>> {
    const { streamId, windowMs } = this.lane;
    const sinceMs = Math.max(0, this.sinceMs(nowMs));
    const records = await this.ledger.records({ streamId, sinceMs, untilMs: nowMs }, signal);
    for (const record of records) this.learn(record);
    this.lookedAtMs = nowMs;
    for (const [id, { record }] of this.known) {
      if ((record.endedAtMs ?? nowMs) < nowMs - windowMs && !records.includes(record)) this.known.delete(id);
    }
    return new Map(
      Array.from(this.known.values())
        .toSorted((one, other) => one.record.claimedAtMs - other.record.claimedAtMs)
        .slice(-MAX_TOLD)
        .map(({ key, record }) => [key, connectionEntry(record)]),
    );
  }

  /** From when on a record can be new, or not as it was. */
  private sinceMs(nowMs: number): number {
    const firstMs = nowMs - this.lane.windowMs;
    if (this.lookedAtMs === undefined) return firstMs;
    const open = Array.from(this.known.values())
      .filter(({ record }) => !isClosed(record))
      .map(({ record }) => record.claimedAtMs)
      .filter((claimedAtMs) => claimedAtMs >= nowMs - SUCCESSOR_WITHIN_MS);
    return Math.max(firstMs, Math.min(this.lookedAtMs, ...open));
  }

  private learn(record: ConnectionRecord): void {
    const id = `${record.claimedAtMs}#${record.epoch}#${record.claimId}`;
    const known = this.known.get(id);
    if (known === undefined) this.count += 1;
    this.known.set(id, { record, key: known?.key ?? String(this.count) });
  }
}

function isClosed({ endedAtMs, inferred = [] }: ConnectionRecord): boolean {
  return endedAtMs !== undefined && !inferred.includes("endedAtMs");
}
