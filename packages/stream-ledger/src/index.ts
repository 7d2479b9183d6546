export type { Attempt, RetryPolicy, System } from "@unbounded-streams/dynamodb-request";
export { LEDGER_ATTRIBUTES } from "./attributes.ts";
export { type Coverage, coverage, type Gap, type GapCertainty } from "./coverage/coverage.ts";
export { ledgerTable, ledgerTimeToLive } from "./dynamodb/ledger-table.ts";
export {
  LedgerAbortedError,
  LedgerEntryError,
  LedgerError,
  LedgerItemError,
  LedgerOptionsError,
  LedgerRequestError,
  LedgerTimeoutError,
} from "./errors.ts";
export type { CallOptions, Ledger, LedgerPage, ReadOptions } from "./ledger.ts";
export { DEFAULT_TTL_SECONDS, MAX_REOPENINGS } from "./limits.ts";
export { Reopenings } from "./reopenings.ts";
export { createLedger } from "./stores/dynamodb-ledger.ts";
export type { LedgerTable, MomentPage, MomentRange, PageOfWords } from "./stores/ledger-table.ts";
export { createMemoryLedger, createMemoryLedgerTable } from "./stores/memory.ts";
export type { LedgerOptions, RetryOptions } from "./stores/options.ts";
export { createTableLedger, type TableLedgerOptions } from "./stores/table-ledger.ts";
export type {
  ConnectionCounts,
  ConnectionFacts,
  ConnectionKey,
  ConnectionRecord,
  FurtherReopenings,
  Handover,
  Inference,
  Interval,
  PageRequest,
  ReadRequest,
  Reopening,
  Witness,
} from "./types.ts";
export { recordOfTold, type ToldConnection } from "./words/told.ts";
export type { Utterance, Word, Words } from "./words/words.ts";
