import type { Ledger } from "@unbounded-streams/stream-ledger";

/** What a connection needs to be on record. */
export interface LedgerOptions {
  readonly ledger: Ledger;
  /** Where it runs: `lambda`, `local`, ... */
  readonly host: string;
  /** Unique for this invocation: the platform's request id. Of a connection with a lease, its claim's id counts. */
  readonly claimId: string;
  /** What the platform says is left of the invocation, in milliseconds. */
  readonly remainingMs: number;
}
