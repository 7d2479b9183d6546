import {
  type InvalidRecordError,
  isCarrierId,
  type Lease,
  type LeaseStore,
} from "@unbounded-streams/stream-lease";
import { TooManyStreamsError } from "../errors.ts";
import { MAX_STREAMS, PAGE_SIZE } from "../limits.ts";
import type { UnreadableLease } from "../report/list-entry.ts";
import { shownReason } from "../text/shown-reason.ts";
import { type ReadTarget, readFailure } from "./read-failure.ts";

/** What is read of leases. */
export type ReadableLeases = Pick<LeaseStore, "list">;

/** Leases and what their table is called. */
export interface NamedLeases {
  readonly leases: ReadableLeases;
  readonly tableName: string;
}

/** All streams of a table, by their ids. */
export interface ReadLeases {
  readonly leases: readonly Lease[];
  readonly unreadable: readonly UnreadableLease[];
}

/** What stands for an id where there is none. */
const NO_ID = "?";

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
   * The leases of all streams, without those of carriers, and without what holders alone need of them. One that cannot be read hides no other.
   *
   * @throws {WatchError}
   */
  async streams(signal?: AbortSignal): Promise<ReadLeases> {
    const leases: Lease[] = [];
    const unreadable: UnreadableLease[] = [];
    const onInvalid = ({ streamId = NO_ID, message }: InvalidRecordError) => {
      const isStream = !isCarrierId(streamId) && unreadable.length < MAX_STREAMS;
      if (isStream) unreadable.push({ streamId, why: shownReason(message) });
    };
    try {
      for await (const lease of this.leases.list({ signal, pageSize: PAGE_SIZE, onInvalid })) {
        if (isCarrierId(lease.streamId)) continue;
        if (leases.length === MAX_STREAMS) throw new TooManyStreamsError(this.target.tableName, MAX_STREAMS);
        leases.push(withoutBallast(lease));
      }
    } catch (error) {
      throw error instanceof TooManyStreamsError ? error : readFailure(error, this.target);
    }
    return { leases: leases.toSorted(byId), unreadable: unreadable.toSorted(byId) };
  }

  /**
   * Reads one lease, if there is any.
   *
   * @throws {WatchError} when that is not possible
   */
  async assertReadable(signal?: AbortSignal): Promise<void> {
    const onInvalid = () => undefined;
    try {
      for await (const _ of this.leases.list({ signal, limit: 1, pageSize: 1, onInvalid })) return;
    } catch (error) {
      throw readFailure(error, this.target);
    }
  }
}

/** A record may have 400 KB, of which a line is shown. */
function withoutBallast({ checkpoint: _, follow: __, reason, lastError, ...lease }: Lease): Lease {
  return {
    ...lease,
    ...(reason !== undefined && { reason: shownReason(reason) }),
    ...(lastError !== undefined && { lastError: shownReason(lastError) }),
  };
}

function byId(one: Pick<Lease, "streamId">, other: Pick<Lease, "streamId">): number {
  return one.streamId < other.streamId ? -1 : 1;
}
