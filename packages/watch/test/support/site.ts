import { createMemoryLeaseStore, type LeaseStore } from "@unbounded-streams/stream-lease";
import { createMemoryLedger, type Ledger } from "@unbounded-streams/stream-ledger";
import { type ServeOptions, serveWatch, type WatchServer } from "../../src/server/serve-watch.ts";

/** A page over leases and a ledger in memory, which is looked at all the time. */
export interface Site extends AsyncDisposable {
  readonly server: WatchServer;
  readonly leases: LeaseStore;
  readonly ledger: Ledger;
}

const QUICK_MS = 5;

export async function openSite(options: Partial<ServeOptions> = {}): Promise<Site> {
  const leases = createMemoryLeaseStore({ now: () => Date.now() });
  const ledger = createMemoryLedger();
  const server = await serveWatch({
    leases: { leases, tableName: "streams" },
    ledger: { ledger, tableName: "ledger" },
    pauseMs: QUICK_MS,
    ...options,
  });
  return { server, leases, ledger, [Symbol.asyncDispose]: () => server.close() };
}

/** A stream that a branch holds. */
export async function hold(leases: LeaseStore, streamId: string): Promise<void> {
  await leases.begin({ streamId, executionArn: "execution-1" });
  const times = { handoverAtMs: Date.now() + 40_000, expiresAtMs: Date.now() + 60_000 };
  await leases.claim({ streamId, holder: "A", claimId: "secret-claim", expectedEpoch: 1, ...times });
  await leases.confirm({ streamId, epoch: 2, claimId: "secret-claim" });
}
