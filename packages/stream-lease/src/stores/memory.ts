import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { isoFromMs } from "../dynamodb/iso-time.ts";
import { InvalidOptionsError } from "../errors.ts";
import type { LeaseStore, WaitingStream } from "../lease-store.ts";
import { applyCommand } from "../transitions/apply-command.ts";
import type { Lease } from "../types.ts";
import type { IndexPage, LeaseTable, PageRequest } from "./lease-table.ts";
import { createTableLeaseStore } from "./table-lease-store.ts";

export type { Attempt } from "@unbounded-streams/dynamodb-request";
export type { IndexPage, LeaseTable, PageRequest, ScannedPage, WriteAnswer } from "./lease-table.ts";
export { createTableLeaseStore, type TableLeaseStoreOptions } from "./table-lease-store.ts";

/** What {@link createMemoryLeaseStore} takes. */
export interface MemoryLeaseStoreOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const MEMORY_LEASE_STORE_OPTIONS: OptionNames<MemoryLeaseStoreOptions> = { now: true };

/**
 * A `LeaseStore` of the pure transitions, for tests and simulations: no clock, no network, nothing kept.
 *
 * @throws {InvalidOptionsError} for an option that it does not have
 */
export function createMemoryLeaseStore(options: MemoryLeaseStoreOptions): LeaseStore {
  const { now } = options;
  const issues = unknownOptions(options, MEMORY_LEASE_STORE_OPTIONS);
  if (issues.length > 0) throw new InvalidOptionsError("createMemoryLeaseStore", issues);
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
    async carried(carrier, page) {
      const streamIds = [...leases.values()].filter((lease) => lease.carrier === carrier).map(idOf);
      return { kind: "done", value: indexPage(streamIds, (streamId) => streamId, page) };
    },
    async waiting(waitingFor, page) {
      const streams = [...leases.values()].filter((lease) => lease.waitingFor === waitingFor).map(waitOf);
      return { kind: "done", value: indexPage(streams, waitKey, page) };
    },
  };
}

function idOf({ streamId }: Lease): string {
  return streamId;
}

function waitOf({ streamId, waitingSinceMs = 0 }: Lease): WaitingStream {
  return { streamId, waitingSinceMs };
}

/** Of one length for every time, so that keys compare as times. */
function waitKey({ streamId, waitingSinceMs }: WaitingStream): string {
  return `${isoFromMs(waitingSinceMs)} ${streamId}`;
}

/** As an index gives it: in the order of the keys, from behind a key, whether or not that is still there. */
function indexPage<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
  { from, size }: PageRequest,
): IndexPage<Entry> {
  const keyed = entries.map((entry) => ({ entry, key: keyOf(entry) }));
  const after = typeof from === "string" ? keyed.filter(({ key }) => key > from) : keyed;
  const ordered = after.sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = ordered.slice(0, size);
  const last = page.at(-1);
  const next = last !== undefined && page.length < ordered.length ? { next: last.key } : {};
  return { entries: page.map(({ entry }) => entry), ...next };
}
