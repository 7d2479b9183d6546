import type { RefusedFailure, TransientFailure } from "@unbounded-streams/dynamodb-request";
import type { EventItem } from "../records/item.ts";

/** How one attempt to add one item ended. */
export type PutOutcome =
  | { readonly kind: "stored" }
  /** The key was in the table before this attempt. */
  | { readonly kind: "exists" }
  | TransientFailure
  /** The request was turned away because of one of its items, and does not say which: each is to be tried alone. */
  | { readonly kind: "inseparable"; readonly cause: unknown }
  /** Nothing was tried: the store has just changed its way to write, and takes the item in the new one. */
  | { readonly kind: "again" }
  | RefusedFailure;

/** The answer to one request. */
export interface StoreReply {
  /** One for each item, in the order of the items. */
  readonly outcomes: readonly PutOutcome[];
  /** Write units consumed, where they were asked for and told. */
  readonly writeUnits: number | undefined;
}

/** The operations of DynamoDB that add items. */
export type StoreOperation = "PutItem" | "BatchExecuteStatement";

/** Where events are kept. */
export interface EventStore {
  readonly operation: StoreOperation;
  /** Items that one request takes. */
  readonly maxItems: number;
  /** Requests that may be made at once. */
  readonly maxRequests: number;
  /** One attempt to add each item, unless its key is there already. The keys differ. Never rejects. */
  putIfAbsent(items: readonly EventItem[], signal: AbortSignal | undefined): Promise<StoreReply>;
}
