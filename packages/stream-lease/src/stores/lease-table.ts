import type { Attempt } from "@unbounded-streams/dynamodb-request";
import type { Lease, LeaseCommand } from "../types.ts";

/** What became of a conditional write that was answered. */
export type WriteAnswer =
  | { readonly kind: "written"; readonly lease: Lease }
  /** The condition did not hold; `found` is the record that failed it. */
  | { readonly kind: "unmet"; readonly found: Lease | undefined };

export interface ScannedPage {
  readonly leases: readonly Lease[];
  /** Where the next page starts; absent after the last. */
  readonly next?: unknown;
}

/** A table of leases, one attempt at a time. */
export interface LeaseTable {
  /** The write of one transition, on its condition. */
  write(command: LeaseCommand, signal: AbortSignal | undefined): Promise<Attempt<WriteAnswer>>;
  read(streamId: string, signal: AbortSignal | undefined): Promise<Attempt<Lease | undefined>>;
  scan(page: { from: unknown; size: number }, signal: AbortSignal | undefined): Promise<Attempt<ScannedPage>>;
}
