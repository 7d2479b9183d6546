import { EventSinkError } from "@unbounded-streams/event-sink";
import { LeaseStoreError } from "@unbounded-streams/stream-lease";
import { LedgerError } from "@unbounded-streams/stream-ledger";
import {
  AccessDeniedError,
  NotConfiguredError,
  ReadFailedError,
  TableMissingError,
  UsageError,
  type WatchError,
} from "../errors.ts";

/** What was read when it failed. */
export interface ReadTarget {
  /** In words. */
  readonly what: string;
  /** Of a table; absent of what is none. */
  readonly tableName?: string;
  /** The flag that names it. */
  readonly flag: string;
  /** What has to be allowed for it. */
  readonly actions: string;
}

/** By the names under which AWS refuses whoever asks. */
const DENIED = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "ExpiredToken",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);

/** The ledger and the leases have these for what they were asked, before anything is sent. */
const REFUSED_BEFOREHAND = new Set(["LEDGER_OPTIONS", "LEDGER_ENTRY", "INVALID_OPTIONS", "INVALID_REQUEST"]);

/** What a failed read means to whoever asked for it, with what mends it. */
export function readFailure(error: unknown, { what, tableName, flag, actions }: ReadTarget): WatchError {
  if (isOfTables(error) && REFUSED_BEFOREHAND.has(error.code)) {
    return new UsageError(`${flag} or --stream cannot be used: ${error.message}`);
  }
  const cause = isOfTables(error) ? (error.cause ?? error) : error;
  const name = cause instanceof Error ? cause.name : "";
  if (name === "ResourceNotFoundException" && tableName !== undefined) {
    return new TableMissingError(tableName, flag, cause);
  }
  if (DENIED.has(name)) return new AccessDeniedError(what, actions, cause);
  if (name === "CredentialsProviderError") {
    return new NotConfiguredError(
      "there are no credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
      { cause },
    );
  }
  if (cause instanceof Error && /region is missing/i.test(cause.message)) {
    return new NotConfiguredError("there is no region: give --region, or set AWS_REGION", { cause });
  }
  return new ReadFailedError(what, cause);
}

function isOfTables(error: unknown): error is EventSinkError | LedgerError | LeaseStoreError {
  return [EventSinkError, LedgerError, LeaseStoreError].some((family) => error instanceof family);
}
