import type { Attempt, RetryPolicy, System } from "@unbounded-streams/dynamodb-request";
import { InvalidOptionsError, RecordChangedError } from "../errors.ts";
import { DEFAULT_PAGE_SIZE } from "../limits.ts";
import { checkStreamId } from "../requests/check-request.ts";
import { leaseMethods } from "../requests/lease-methods.ts";
import { applyCommand } from "../transitions/apply-command.ts";
import type { CallOptions, LeaseCommand, LeaseResult, LeaseStore, ListOptions } from "../types.ts";
import type { LeaseTable, ScannedPage, WriteAnswer } from "./lease-table.ts";
import { untilDone } from "./until-done.ts";

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
      const { limit, pageSize } = checkedListOptions(options);
      return list(limit, (from, wanted) =>
        untilDone(
          "list",
          () => table.scan({ from, size: Math.min(wanted, pageSize) }, options.signal),
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

type ScanPage = (from: unknown, wanted: number) => Promise<ScannedPage>;

async function* list(limit: number, scan: ScanPage) {
  let left = limit;
  let from: unknown;
  do {
    const { leases, next } = await scan(from, left);
    yield* leases.slice(0, left);
    left -= leases.length;
    from = next;
  } while (from !== undefined && left > 0);
}

function checkedListOptions({ limit = Number.POSITIVE_INFINITY, pageSize = DEFAULT_PAGE_SIZE }: ListOptions) {
  const issues = Object.entries({ limit, pageSize }).flatMap(([name, value]) =>
    (Number.isSafeInteger(value) && value >= 1) || (name === "limit" && value === Number.POSITIVE_INFINITY)
      ? []
      : [`${name} is ${value}: give a whole number, 1 or more`],
  );
  if (issues.length > 0) throw new InvalidOptionsError("list", issues);
  return { limit, pageSize };
}
