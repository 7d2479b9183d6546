import { applyCommand } from "../transitions/apply-command.ts";
import type { Lease, LeaseStore } from "../types.ts";
import type { LeaseTable } from "./lease-table.ts";
import { createTableLeaseStore } from "./table-lease-store.ts";

export type { Attempt } from "@unbounded-streams/dynamodb-request";
export type { LeaseTable, ScannedPage, WriteAnswer } from "./lease-table.ts";
export { createTableLeaseStore, type TableLeaseStoreOptions } from "./table-lease-store.ts";

export interface MemoryLeaseStoreOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A `LeaseStore` of the pure transitions, for tests and simulations: no clock, no network, nothing kept. */
export function createMemoryLeaseStore({ now }: MemoryLeaseStoreOptions): LeaseStore {
  return createTableLeaseStore({
    table: createMemoryLeaseTable(),
    retry: { maxAttempts: 1, baseDelayMs: 0, maxDelayMs: 0 },
    system: { now, random: () => 0, sleep: async () => undefined },
  });
}

/**
 * The table of such a store. Wrap it to lose requests and replies (`{ kind: "again", cause }` in their stead), and give it
 * to `createTableLeaseStore`, which retries as the store in DynamoDB does.
 */
export function createMemoryLeaseTable(): LeaseTable {
  const leases = new Map<string, Lease>();
  return {
    async write(command) {
      const { streamId } = command.request;
      const found = leases.get(streamId);
      const result = applyCommand(found, command);
      if (!result.ok || result.lease === found) return { kind: "done", value: { kind: "unmet", found } };
      leases.set(streamId, result.lease);
      return { kind: "done", value: { kind: "written", lease: result.lease } };
    },
    read: async (streamId) => ({ kind: "done", value: leases.get(streamId) }),
    async scan({ from, size }) {
      const start = Number(from ?? 0);
      const page = [...leases.values()].slice(start, start + size);
      const next = start + size < leases.size ? { next: start + size } : {};
      return { kind: "done", value: { leases: page, ...next } };
    },
  };
}
