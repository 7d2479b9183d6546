import { isTableArn } from "@unbounded-streams/dynamodb-request";
import { type AutoStore, createAutoStore } from "./auto-store.ts";
import { createBatchStore } from "./batch-store.ts";
import { withKeyProof } from "./key-proof.ts";
import { createPutStore } from "./put-store.ts";
import type { DynamoDbStoreOptions } from "./send-once.ts";
import type { WriteMode } from "./write-mode.ts";

/** The store for a mode; with a table's ARN, which PartiQL does not take, `"auto"` is `"put"`. */
export function createStore(options: DynamoDbStoreOptions & { mode: WriteMode }): AutoStore {
  const { mode, tableName } = options;
  const put = createPutStore(options);
  if (mode === "put" || mode === "packed") return { ...put, mode: { active: mode } };
  if (mode === "auto" && isTableArn(tableName)) {
    return { ...put, mode: { active: "put", fallbackCause: new Error("PartiQL takes no table ARN") } };
  }
  const batch = withKeyProof(createBatchStore(options), put);
  return mode === "batch" ? { ...batch, mode: { active: "batch" } } : createAutoStore(batch, put);
}
