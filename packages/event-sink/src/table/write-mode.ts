/**
 * How events are written; neither way can write over an item.
 *
 * - `"put"`: one conditional `PutItem` for each event. Needs `dynamodb:PutItem`; every DynamoDB-compatible table takes it.
 * - `"batch"`: `BatchExecuteStatement` with up to 25 PartiQL `INSERT`s. Needs `dynamodb:PartiQLInsert`. Same write units,
 *   a twelfth of the CPU. The first item that it finds is put once more, where `dynamodb:PutItem` is allowed: that tells
 *   whether the table's key is as it must be.
 * - `"packed"`: many events in one item, a segment: compressed, and cut by size, count and `packDelayMs`. A tenth of the write units of events of
 *   1 KB. Needs `dynamodb:PutItem`. Read it with `readEvents` or `eventsOfItem`: two segments may repeat an event.
 * - `"auto"`: `"batch"`, unless the first request is refused; then `"put"`.
 */
export type WriteMode = "auto" | "put" | "batch" | "packed";

/** What a sink's `mode` has come to. */
export interface WriteModeState {
  /** `"probing"` until the first request of mode `"auto"` has been answered. */
  readonly active: "probing" | "put" | "batch" | "packed";
  /** Why mode `"auto"` is not writing in batches. */
  readonly fallbackCause?: unknown;
}
