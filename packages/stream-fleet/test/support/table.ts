import type { LeaseStore } from "@unbounded-streams/stream-lease";
import {
  createMemoryLeaseTable,
  createTableLeaseStore,
  type LeaseTable,
} from "@unbounded-streams/stream-lease/memory";
import type { OwnedClock } from "./owned-clock.ts";

/** A table in memory whose indexes may be late, which may not answer, and which counts what it is asked. */
export class FaultyTable {
  /** How late the indexes are, in milliseconds. */
  indexLagMs = 0;
  /** Whether a request is refused; `what` is a verb, `read`, `scan`, `carried` or `waiting`. */
  refuses: (what: string) => boolean = () => false;
  /** Whether a request is never answered, though made again. */
  isDown: (what: string) => boolean = () => false;
  /** Records that have been deleted by hand. */
  readonly deleted = new Set<string>();
  readonly counts: Record<string, number> = {};
  readonly store: LeaseStore;
  private readonly clock: OwnedClock;
  private readonly writes: { readonly atMs: number; readonly apply: () => Promise<unknown> }[] = [];

  constructor(clock: OwnedClock) {
    this.clock = clock;
    const system = clock.system();
    this.store = createTableLeaseStore({
      table: this.table(),
      retry: { maxAttempts: 3, baseDelayMs: 100, maxDelayMs: 1_000 },
      system: { ...system, sleep: (ms, signal) => system.sleep(ms, signal ?? new AbortController().signal) },
    });
  }

  private table(): LeaseTable {
    const table = createMemoryLeaseTable();
    const index = createMemoryLeaseTable();
    const guarded = async <Value>(what: string, ask: () => Promise<Value>) => {
      this.counts[what] = (this.counts[what] ?? 0) + 1;
      const cause = new Error(`${what} is not answered`);
      if (this.refuses(what)) return { kind: "refused", cause } as const;
      if (this.isDown(what)) return { kind: "again", cause } as const;
      return ask();
    };
    const caughtUp = async () => {
      while ((this.writes[0]?.atMs ?? Number.POSITIVE_INFINITY) <= this.clock.nowMs - this.indexLagMs) {
        await this.writes.shift()?.apply();
      }
    };
    return {
      write: (command, signal) =>
        guarded(command.verb, () => {
          this.writes.push({ atMs: this.clock.nowMs, apply: () => index.write(command, undefined) });
          return table.write(command, signal);
        }),
      read: (streamId, signal) =>
        guarded("read", async () => {
          if (this.deleted.has(streamId)) return { kind: "done", value: undefined };
          return table.read(streamId, signal);
        }),
      scan: (page, signal) => guarded("scan", () => table.scan(page, signal)),
      carried: (carrier, page, signal) =>
        guarded("carried", async () => {
          await caughtUp();
          return index.carried(carrier, page, signal);
        }),
      waiting: (waitingFor, page, signal) =>
        guarded("waiting", async () => {
          await caughtUp();
          return index.waiting(waitingFor, page, signal);
        }),
    };
  }
}
