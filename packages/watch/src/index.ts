export type { ApiOptions } from "./control/open-control.ts";
export type { Credentials } from "./control/signer.ts";
export {
  AccessDeniedError,
  ActionInProgressError,
  ApiAnswerError,
  ApiRefusedError,
  ApiUnreachableError,
  IndexMissingError,
  NotConfiguredError,
  NotInTimeError,
  ReadFailedError,
  ServeFailedError,
  StackUnusableError,
  StreamIdError,
  StreamUnknownError,
  TableMissingError,
  TooManyActionsError,
  TooManyRecordsError,
  TooManyStreamsError,
  UsageError,
  WatchError,
} from "./errors.ts";
export type { ConnectionEntry } from "./report/connection-entry.ts";
export { type GapEntry, type GapReport, gapReport, gapsAbove, type Span } from "./report/gap-report.ts";
export { gapText } from "./report/gap-text.ts";
export { openInBrowser } from "./server/open-in-browser.ts";
export { type ServeOptions, serveWatch, type WatchServer } from "./server/serve-watch.ts";
export type { System } from "./system.ts";
export type { NamedEvents } from "./tables/event-reader.ts";
export type { NamedLeases, ReadableLeases } from "./tables/lease-reader.ts";
export type { NamedLedger, ReadableLedger } from "./tables/ledger-reader.ts";
