import { RATE_OVER_MS, SAVES_WITHIN_MS } from "../limits.ts";
import { countedSpans, type Sample } from "../report/counted-spans.ts";
import { type StreamEntry, streamEntry, unreadableEntry } from "../report/list-entry.ts";
import type { LeaseReader } from "../tables/lease-reader.ts";
import type { LedgerReader } from "../tables/ledger-reader.ts";
import { CounterHistory } from "./counter-history.ts";
import { LastEventSearch } from "./last-event-search.ts";

/** A stream and how fast its events come. */
export interface StreamRow extends StreamEntry {
  /** Events a second, by the counts of its lease. */
  readonly rate: number;
}

/** The last looks that a rate is made of. */
const RATE_SAMPLES = 32;

/** All streams, looked at again and again: from one look to another it is seen how fast events come, and when the last one did. */
export class StreamRows {
  private readonly history = new CounterHistory();
  private readonly lastEventMs = new Map<string, number>();
  private readonly leases: LeaseReader;
  private readonly search: LastEventSearch;

  constructor(leases: LeaseReader, ledger: LedgerReader | undefined) {
    this.leases = leases;
    this.search = new LastEventSearch(ledger);
  }

  /** @throws {WatchError} */
  async read(nowMs: number, signal: AbortSignal): Promise<Map<string, StreamRow>> {
    const { leases, unreadable } = await this.leases.streams(signal);
    const there = new Set(leases.map(({ streamId }) => streamId));
    this.search.lookFor(Array.from(there), nowMs, signal);
    this.search.keepOnly(there);
    this.history.keepOnly(there);
    for (const streamId of this.lastEventMs.keys())
      if (!there.has(streamId)) this.lastEventMs.delete(streamId);
    return new Map([
      ...leases.map((lease): [string, StreamRow] => {
        const { streamId, counts, savedAtMs, status } = lease;
        const { received, stored, duplicates } = counts;
        const isRunning = status === "running";
        // The end of a stream saves counts, too, and is no time of its holder's.
        this.learn(
          streamId,
          { atMs: nowMs, received, stored, duplicates },
          isRunning ? savedAtMs : undefined,
        );
        const entry = streamEntry(lease, this.lastEventMs.get(streamId) ?? this.search.of(streamId));
        const rate = isRunning ? rateOf(this.history.of(streamId), nowMs) : 0;
        return [streamId, { ...entry, rate }];
      }),
      ...unreadable.map((each): [string, StreamRow] => [
        each.streamId,
        { ...unreadableEntry(each), rate: 0 },
      ]),
    ]);
  }

  /** The counts of a stream as they were seen while somebody looked, the oldest first. */
  countsOf(streamId: string): readonly Sample[] {
    return this.history.of(streamId);
  }

  private learn(streamId: string, sample: Sample, savedAtMs: number | undefined): void {
    const last = this.history.of(streamId).at(-1);
    if (last !== undefined && sample.received > last.received) this.lastEventMs.set(streamId, sample.atMs);
    this.history.add(streamId, sample, savedAtMs);
  }
}

/** Over the last times that a holder has saved its counts; 0 when none has for long. */
function rateOf(samples: readonly Sample[], nowMs: number): number {
  const spans = countedSpans(samples.slice(-RATE_SAMPLES));
  const lastMs = spans.at(-1)?.untilMs ?? 0;
  if (nowMs - lastMs > SAVES_WITHIN_MS) return 0;
  const recent = spans.filter(({ untilMs }) => untilMs > lastMs - RATE_OVER_MS);
  const lengthMs = recent.reduce((sum, { fromMs, untilMs }) => sum + untilMs - fromMs, 0);
  const received = recent.reduce((sum, span) => sum + span.received, 0);
  return lengthMs === 0 ? 0 : Number(((received * 1_000) / lengthMs).toPrecision(3));
}
