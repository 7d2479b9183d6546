import { isCarrierId, type Lease, type LeaseStore } from "@unbounded-streams/stream-lease";
import { TooManyStreamsError } from "../errors.ts";
import { MAX_STREAMS, PAGE_SIZE } from "../limits.ts";
import { type ReadTarget, readFailure } from "./read-failure.ts";

/** What is read of leases. */
export type ReadableLeases = Pick<LeaseStore, "list">;

/** Leases and what their table is called. */
export interface NamedLeases {
  readonly leases: ReadableLeases;
  readonly tableName: string;
}

/** Reads of leases whose failures say what mends them. */
export class LeaseReader {
  private readonly leases: ReadableLeases;
  private readonly target: ReadTarget & { readonly tableName: string };

  constructor({ leases, tableName }: NamedLeases) {
    this.leases = leases;
    this.target = {
      ...{ what: `the table of leases ${tableName}`, tableName, flag: "--streams-table" },
      actions: "dynamodb:Scan on the table",
    };
  }

  /**
   * The leases of all streams by their ids, without those of carriers.
   *
   * @throws {WatchError}
   */
  async streams(signal?: AbortSignal): Promise<Lease[]> {
    const leases: Lease[] = [];
    try {
      for await (const lease of this.leases.list({ signal, pageSize: PAGE_SIZE })) {
        if (isCarrierId(lease.streamId)) continue;
        if (leases.length === MAX_STREAMS) throw new TooManyStreamsError(this.target.tableName, MAX_STREAMS);
        leases.push(lease);
      }
    } catch (error) {
      throw error instanceof TooManyStreamsError ? error : readFailure(error, this.target);
    }
    return leases.toSorted((one, other) => (one.streamId < other.streamId ? -1 : 1));
  }

  /**
   * Reads one lease, if there is any.
   *
   * @throws {WatchError} when that is not possible
   */
  async assertReadable(signal?: AbortSignal): Promise<void> {
    try {
      for await (const _ of this.leases.list({ signal, limit: 1, pageSize: 1 })) return;
    } catch (error) {
      throw readFailure(error, this.target);
    }
  }
}
