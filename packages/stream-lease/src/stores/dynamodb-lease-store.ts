import type { LeaseStore } from "../lease-store.ts";
import { createDynamoDbLeaseTable } from "./dynamodb-lease-table.ts";
import { type LeaseStoreOptions, resolveOptions } from "./options.ts";
import { createTableLeaseStore } from "./table-lease-store.ts";

/**
 * A `LeaseStore` in DynamoDB. Every transition is one conditional `UpdateItem`.
 *
 * Its calls throw `InvalidRequestError` before anything is sent, `InvalidRecordError` for a record that something else
 * wrote, `LeaseAbortedError` after the caller's signal and `LeaseRequestError` when DynamoDB refuses or stays away.
 *
 * @throws {InvalidOptionsError} with one sentence for each option that is wrong
 */
export function createLeaseStore(options: LeaseStoreOptions): LeaseStore {
  const resolved = resolveOptions(options);
  return createTableLeaseStore({ ...resolved, table: createDynamoDbLeaseTable(resolved) });
}
