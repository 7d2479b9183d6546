import type { Ledger } from "../ledger.ts";
import { createDynamoDbLedgerTable } from "./dynamodb-ledger-table.ts";
import { type LedgerOptions, resolveOptions } from "./options.ts";
import { createTableLedger } from "./table-ledger.ts";

/**
 * A `Ledger` in DynamoDB. Every write is one `UpdateItem`.
 *
 * Its calls throw `LedgerEntryError` before anything is sent, `LedgerItemError` for an item that something else wrote,
 * `LedgerAbortedError` after the caller's signal and `LedgerRequestError` when DynamoDB refuses or stays away.
 *
 * @throws {LedgerOptionsError} with one sentence for each option that is wrong
 */
export function createLedger(options: LedgerOptions): Ledger {
  const resolved = resolveOptions(options);
  return createTableLedger({ ...resolved, table: createDynamoDbLedgerTable(resolved) });
}
