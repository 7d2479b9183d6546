import type { Attempt, RetryPolicy, System } from "@unbounded-streams/dynamodb-request";
import { offeredTo } from "../carrier-id.ts";
import { InvalidOptionsError, RecordChangedError } from "../errors.ts";
import type { CallOptions, LeaseStore, ListOptions } from "../lease-store.ts";
import { DEFAULT_PAGE_SIZE } from "../limits.ts";
import { checkCarrier, checkFleet, checkStreamId } from "../requests/check-request.ts";
import { leaseMethods } from "../requests/lease-methods.ts";
import { applyCommand } from "../transitions/apply-command.ts";
import type { Lease, LeaseCommand, LeaseResult } from "../types.ts";
import { untilDone } from "./calls.ts";
import type { IndexPage, LeaseTable, ScannedPage, WriteAnswer } from "./lease-table.ts";

/** What {@link createTableLeaseStore} takes. */
export interface TableLeaseStoreOptions {
  readonly table: LeaseTable;
  readonly retry: RetryPolicy;
  readonly system: Pick<System, "now" | "random" | "sleep">;
}

/**
 * A `LeaseStore` over a table whose requests and replies may get lost.
 *
 * A lost reply needs no reading of its own: the write is made again, and if the first one had arrived, its condition now
 * fails and the record that comes back tells whether it is the caller's own doing. The writes that meet their condition
 * twice (`confirm`, `advance`) set the same values twice.
 */
export function createTableLeaseStore({ table, retry, system }: TableLeaseStoreOptions): LeaseStore {
  const deps = ({ signal, maxAttempts = retry.maxAttempts }: CallOptions) => ({
    retry: { ...retry, maxAttempts: Math.min(maxAttempts, retry.maxAttempts) },
    system,
    signal,
  });
  return {
    ...leaseMethods(system.now, (command, options) =>
      untilDone(
        `${command.verb} of stream ${command.request.streamId}`,
        async () => verdict(await table.write(command, options.signal), command),
        deps(options),
      ),
    ),
    async read(streamId, options = {}) {
      checkStreamId("read", streamId);
      return untilDone(
        `read of stream ${streamId}`,
        () => table.read(streamId, options.signal),
        deps(options),
      );
    },
    list: (options = {}) => {
      const { limit, pageSize } = checkedListOptions("list", options);
      return pages(limit, (from, wanted) =>
        untilDone(
          "list",
          async () =>
            scanned(
              await table.scan({ from, size: Math.min(wanted, pageSize) }, options.signal),
              options.onInvalid,
            ),
          deps(options),
        ),
      );
    },
    carried(carrier, options = {}) {
      checkCarrier("carried", carrier);
      const { limit, pageSize } = checkedListOptions("carried", { pageSize: options.pageSize });
      return pages(limit, (from) =>
        untilDone(
          `carried of ${carrier}`,
          () => table.carried(carrier, { from, size: pageSize }, options.signal),
          deps(options),
        ),
      );
    },
    waiting(fleet, options = {}) {
      checkFleet("waiting", fleet);
      const { limit, pageSize } = checkedListOptions("waiting", { limit: options.limit });
      const waitingFor = options.offered ? offeredTo(fleet) : fleet;
      return pages(limit, (from, wanted) =>
        untilDone(
          `waiting of fleet ${fleet}`,
          () => table.waiting(waitingFor, { from, size: Math.min(wanted, pageSize) }, options.signal),
          deps(options),
        ),
      );
    },
  };
}

function verdict(attempt: Attempt<WriteAnswer>, command: LeaseCommand): Attempt<LeaseResult> {
  if (attempt.kind !== "done") return attempt;
  const answer = attempt.value;
  if (answer.kind === "written") return { kind: "done", value: { ok: true, lease: answer.lease } };
  const result = applyCommand(answer.found, command);
  const wouldChange = result.ok && result.lease !== answer.found;
  return wouldChange ? { kind: "again", cause: new RecordChangedError() } : { kind: "done", value: result };
}

/** @throws {InvalidRecordError} of the first record that something else wrote, where nobody is to be told of it */
function scanned(
  attempt: Attempt<ScannedPage>,
  onInvalid: ListOptions["onInvalid"],
): Attempt<IndexPage<Lease>> {
  if (attempt.kind !== "done") return attempt;
  const { leases, invalid = [], ...page } = attempt.value;
  for (const error of invalid) {
    if (onInvalid === undefined) throw error;
    onInvalid(error);
  }
  return { kind: "done", value: { ...page, entries: leases } };
}

type AskForPage<Entry> = (from: unknown, wanted: number) => Promise<IndexPage<Entry>>;

/** Page after page, each when it is needed, up to `limit` entries. */
async function* pages<Entry>(limit: number, ask: AskForPage<Entry>): AsyncGenerator<Entry> {
  let left = limit;
  let from: unknown;
  do {
    const { entries, next } = await ask(from, left);
    yield* entries.slice(0, left);
    left -= entries.length;
    from = next;
  } while (from !== undefined && left > 0);
}

function checkedListOptions(
  caller: string,
  { limit = Number.POSITIVE_INFINITY, pageSize = DEFAULT_PAGE_SIZE }: ListOptions,
) {
  const issues = Object.entries({ limit, pageSize }).flatMap(([name, value]) =>
    (Number.isSafeInteger(value) && value >= 1) || (name === "limit" && value === Number.POSITIVE_INFINITY)
      ? []
      : [`${name} is ${value}: give a whole number, 1 or more`],
  );
  if (issues.length > 0) throw new InvalidOptionsError(caller, issues);
  return { limit, pageSize };
}
