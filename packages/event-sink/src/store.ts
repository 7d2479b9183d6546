import type { EventItem } from "./item.ts";

/** How one attempt to put one item ended. */
export type PutOutcome =
  | { readonly kind: "stored" }
  /** The key was in the table before this attempt. */
  | { readonly kind: "exists" }
  /** Worth another attempt. `mayHaveWritten`: the item may have been stored although the attempt failed. */
  | { readonly kind: "transient"; readonly mayHaveWritten: boolean; readonly cause: unknown }
  /** No attempt can succeed. */
  | { readonly kind: "refused"; readonly cause: unknown };

/** Where events are kept. */
export interface EventStore {
  /** One attempt to add the item, unless its key is there already. Never rejects. */
  putIfAbsent(item: EventItem, signal: AbortSignal | undefined): Promise<PutOutcome>;
}
