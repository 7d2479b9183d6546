export {
  AccessDeniedError,
  NotConfiguredError,
  ReadFailedError,
  StackUnusableError,
  StreamUnknownError,
  TableMissingError,
  TooManyRecordsError,
  TooManyStreamsError,
  UsageError,
  WatchError,
} from "./errors.ts";
export type { ConnectionEntry } from "./report/connection-entry.ts";
export { type GapEntry, type GapReport, gapReport, gapsAbove, type Span } from "./report/gap-report.ts";
export { gapText } from "./report/gap-text.ts";
