import { type AutoStore, createAutoStore } from "./auto-store.ts";
import { createBatchStore, createPutStore } from "./dynamodb-store.ts";
import { withKeyProof } from "./key-proof.ts";
import { isArn } from "./options.ts";
import type { DynamoDbStoreOptions } from "./sdk-request.ts";
import type { WriteMode } from "./types.ts";

/** The store for a mode; with a table's ARN, which PartiQL does not take, `"auto"` is `"put"`. */
export function createStore(options: DynamoDbStoreOptions & { mode: WriteMode }): AutoStore {
  const { mode, tableName } = options;
  const put = createPutStore(options);
  if (mode === "put") return { ...put, mode: { active: "put" } };
  if (mode === "auto" && isArn(tableName)) {
    return { ...put, mode: { active: "put", fallbackCause: new Error("PartiQL takes no table ARN") } };
  }
  const batch = withKeyProof(createBatchStore(options), put);
  return mode === "batch" ? { ...batch, mode: { active: "batch" } } : createAutoStore(batch, put);
}
