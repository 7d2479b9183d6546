import type { Attempt } from "@unbounded-streams/dynamodb-request";
import type { InvalidRecordError } from "../errors.ts";
import type { WaitingStream } from "../lease-store.ts";
import type { Lease, LeaseCommand } from "../types.ts";

/** What became of a conditional write that was answered. */
export type WriteAnswer =
  | { readonly kind: "written"; readonly lease: Lease }
  /** The condition did not hold; `found` is the record that failed it. */
  | { readonly kind: "unmet"; readonly found: Lease | undefined };

/** A page of all leases. */
export interface ScannedPage {
  readonly leases: readonly Lease[];
  /** Of the records on it that something else wrote; default: none. */
  readonly invalid?: readonly InvalidRecordError[];
  /** Where the next page starts; absent after the last. */
  readonly next?: unknown;
}

/** Where a page of at most `size` starts: `from` is the `next` of the page before. */
export interface PageRequest {
  readonly from: unknown;
  readonly size: number;
}

/** A page of an index. */
export interface IndexPage<Entry> {
  readonly entries: readonly Entry[];
  /** Where the next page starts; absent after the last. */
  readonly next?: unknown;
}

/** A table of leases, one attempt at a time. */
export interface LeaseTable {
  /** The write of one transition, on its condition. */
  write(command: LeaseCommand, signal: AbortSignal | undefined): Promise<Attempt<WriteAnswer>>;
  read(streamId: string, signal: AbortSignal | undefined): Promise<Attempt<Lease | undefined>>;
  scan(page: PageRequest, signal: AbortSignal | undefined): Promise<Attempt<ScannedPage>>;
  /** The ids of the streams whose `carrier` is this one. */
  carried(
    carrier: string,
    page: PageRequest,
    signal: AbortSignal | undefined,
  ): Promise<Attempt<IndexPage<string>>>;
  /** The streams whose `waitingFor` is this text, the longest wait first. */
  waiting(
    waitingFor: string,
    page: PageRequest,
    signal: AbortSignal | undefined,
  ): Promise<Attempt<IndexPage<WaitingStream>>>;
}
