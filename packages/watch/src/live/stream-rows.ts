import { MAX_LAST_EVENTS, RATE_OVER_MS } from "../limits.ts";
import { type StreamEntry, streamEntry } from "../report/list-entry.ts";
import { lastEvents } from "../tables/last-events.ts";
import type { LeaseReader } from "../tables/lease-reader.ts";
import type { LedgerReader } from "../tables/ledger-reader.ts";

/** A stream and how fast its events come. */
export interface StreamRow extends StreamEntry {
  /** Events a second, by the counts of its lease. */
  readonly rate: number;
}

interface Sample {
  readonly atMs: number;
  readonly received: number;
}

/** All streams, looked at again and again: from one look to another it is seen how fast events come, and when the last one did. */
export class StreamRows {
  private readonly samples = new Map<string, readonly Sample[]>();
  private readonly lastEventMs = new Map<string, number>();
  private readonly leases: LeaseReader;
  private readonly ledger: LedgerReader | undefined;
  private hasLooked = false;

  constructor(leases: LeaseReader, ledger: LedgerReader | undefined) {
    this.leases = leases;
    this.ledger = ledger;
  }

  /** @throws {WatchError} */
  async read(nowMs: number, signal: AbortSignal): Promise<Map<string, StreamRow>> {
    const leases = await this.leases.streams(signal);
    if (!this.hasLooked) {
      await this.lookForLastEvents(
        leases.map(({ streamId }) => streamId),
        nowMs,
        signal,
      );
      this.hasLooked = true;
    }
    const there = new Set(leases.map(({ streamId }) => streamId));
    for (const streamId of this.samples.keys()) if (!there.has(streamId)) this.samples.delete(streamId);
    for (const streamId of this.lastEventMs.keys())
      if (!there.has(streamId)) this.lastEventMs.delete(streamId);
    return new Map(
      leases.map((lease) => {
        const { streamId, counts } = lease;
        const rate = this.rate(streamId, { atMs: nowMs, received: counts.received });
        return [streamId, { ...streamEntry(lease, this.lastEventMs.get(streamId)), rate }];
      }),
    );
  }

  private rate(streamId: string, sample: Sample): number {
    const before = this.samples.get(streamId) ?? [];
    const last = before.at(-1);
    if (last !== undefined && sample.received > last.received) this.lastEventMs.set(streamId, sample.atMs);
    const recent = before.filter(({ atMs }) => atMs >= sample.atMs - RATE_OVER_MS);
    this.samples.set(streamId, [...recent, sample]);
    const [first] = recent;
    if (first === undefined || first.atMs === sample.atMs) return 0;
    const perSecond = ((sample.received - first.received) * 1_000) / (sample.atMs - first.atMs);
    return Math.max(0, Number(perSecond.toPrecision(3)));
  }

  /** What the ledger does not tell is told by the next event. */
  private async lookForLastEvents(
    streamIds: readonly string[],
    nowMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    if (this.ledger === undefined || streamIds.length > MAX_LAST_EVENTS) return;
    const found = await lastEvents(this.ledger, streamIds, nowMs, signal).catch(
      () => new Map<string, number>(),
    );
    for (const [streamId, atMs] of found) this.lastEventMs.set(streamId, atMs);
  }
}
