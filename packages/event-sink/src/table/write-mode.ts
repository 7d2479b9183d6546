/**
 * How events are written; neither way can write over an item.
 *
 * - `"put"`: one conditional `PutItem` for each event. Needs `dynamodb:PutItem`; every DynamoDB-compatible table takes it.
 * - `"batch"`: `BatchExecuteStatement` with up to 25 PartiQL `INSERT`s. Needs `dynamodb:PartiQLInsert`. Same write units,
 *   a twelfth of the CPU. The first item that it finds is put once more, where `dynamodb:PutItem` is allowed: that tells
 *   whether the table's key is as it must be.
 * - `"auto"`: `"batch"`, unless the first request is refused; then `"put"`.
 */
export type WriteMode = "auto" | "put" | "batch";

/** What a sink's `mode` has come to. */
export interface WriteModeState {
  /** `"probing"` until the first request of mode `"auto"` has been answered. */
  readonly active: "probing" | "put" | "batch";
  /** Why mode `"auto"` is not writing in batches. */
  readonly fallbackCause?: unknown;
}
