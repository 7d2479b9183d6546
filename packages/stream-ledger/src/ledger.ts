import type { ConnectionKey, ConnectionRecord, Inference, PageRequest, ReadRequest } from "./types.ts";
import type { ToldConnection } from "./words/told.ts";

/** What each call of a ledger may be told. */
export interface CallOptions {
  /** Ends the call with a `LedgerAbortedError`; what was on its way may still be written. */
  readonly signal?: AbortSignal | undefined;
}

/** What a reading may be told besides. */
export interface ReadOptions extends CallOptions {
  /** Records read by one request. Default 100. */
  readonly pageSize?: number | undefined;
}

/** A page of connections by the time of their claim. */
export interface LedgerPage {
  readonly connections: readonly ToldConnection[];
  /** Where the next page starts; absent after the last. */
  readonly next?: string;
}

/**
 * Where the records of connections are kept. Each write is one conditional `UpdateItem` that can be made twice and in any order:
 * a connection's word at its end stands over its word at its start, and both over what somebody else infers.
 */
export interface Ledger {
  /** What a connection says when it is up. */
  opened(record: ConnectionRecord, options?: CallOptions): Promise<void>;
  /** What it says once in between, where it may not live to say more: with `knownUp`, how long it was up. */
  amended(record: ConnectionRecord, options?: CallOptions): Promise<void>;
  /** What a connection says at its end: whatever was known of it before is in it, or wrong. */
  closed(record: ConnectionRecord, options?: CallOptions): Promise<void>;
  /**
   * What somebody else knows of a connection that has not said how it ended.
   *
   * @returns false when it has: nothing was written
   */
  infer(inference: Inference, options?: CallOptions): Promise<boolean>;
  /** One record. Consistent: sees every write that was acknowledged before the call. */
  find(key: ConnectionKey, options?: CallOptions): Promise<ConnectionRecord | undefined>;
  /**
   * The records of a stream by the time of their claim: those claimed from `sinceMs` to `untilMs`, and before them the last 16
   * that were claimed earlier, which tell who was up at `sinceMs`. Consistent, each page as it is when it is read.
   */
  read(request: ReadRequest & ReadOptions): AsyncIterable<ConnectionRecord>;
  /** A page of connections as the API of the stack tells them; `recordOfTold` makes records of them. Consistent. */
  page(request: PageRequest, options?: CallOptions): Promise<LedgerPage>;
}
