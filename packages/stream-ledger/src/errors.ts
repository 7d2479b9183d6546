import {
  ATTEMPT_TIMEOUT,
  countedAttempts,
  describeCause,
  type Remedies,
  remedyFor,
} from "@unbounded-streams/dynamodb-request";

/** What every error of this package is. Tell them apart by `code`. */
export abstract class LedgerError extends Error {
  abstract readonly code: string;
}

/** Options that no ledger can work with; `issues` has one sentence for each. */
export class LedgerOptionsError extends LedgerError {
  override readonly name = "LedgerOptionsError";
  readonly code = "LEDGER_OPTIONS";
  readonly issues: readonly string[];

  constructor(caller: string, issues: readonly string[]) {
    super(`${caller} cannot work with these options: ${issues.join("; ")}`);
    this.issues = issues;
  }
}

/** A record, an inference or a question that cannot be taken; `issues` has one sentence for each problem. Nothing was sent. */
export class LedgerEntryError extends LedgerError {
  override readonly name = "LedgerEntryError";
  readonly code = "LEDGER_ENTRY";
  readonly issues: readonly string[];

  constructor(caller: string, issues: readonly string[]) {
    super(`${caller} was called with what the ledger cannot take: ${issues.join("; ")}`);
    this.issues = issues;
  }
}

/** An item of another shape than this package writes. */
export class LedgerItemError extends LedgerError {
  override readonly name = "LedgerItemError";
  readonly code = "LEDGER_ITEM";
  readonly streamId: string | undefined;
  readonly attribute: string;

  constructor(streamId: string | undefined, attribute: string, expected: string) {
    const whose = streamId === undefined ? "an item of the ledger" : `an item of stream ${streamId}`;
    super(
      `${whose} is malformed: attribute ${attribute} must be ${expected}. Only this package may write the table; delete the item`,
    );
    this.streamId = streamId;
    this.attribute = attribute;
  }
}

/**
 * A request that DynamoDB refused, or that was still not answered after all attempts; `cause` is the error of the last.
 * A write may have been made all the same; making it again is safe.
 */
export class LedgerRequestError extends LedgerError {
  override readonly name = "LedgerRequestError";
  readonly code = "LEDGER_REQUEST_FAILED";
  readonly attempts: number;

  constructor(what: string, attempts: number, cause: unknown) {
    const remedy = remedyFor(cause instanceof Error ? cause.name : undefined, REMEDIES);
    super(`${what} failed after ${countedAttempts(attempts)}: ${describeCause(cause)}${remedy}`, { cause });
    this.attempts = attempts;
  }
}

/** The caller's `signal` aborted; `cause` is its reason. A write may have been made all the same. */
export class LedgerAbortedError extends LedgerError {
  override readonly name = "LedgerAbortedError";
  readonly code = "LEDGER_ABORTED";

  constructor(reason: unknown) {
    super("the call was aborted by its signal", { cause: reason });
  }
}

/** A request whose reply did not come in time: the `cause` of a `LedgerRequestError`. */
export class LedgerTimeoutError extends LedgerError {
  override readonly name = "LedgerTimeoutError";
  readonly code = ATTEMPT_TIMEOUT;

  constructor(timeoutMs: number) {
    super(`DynamoDB did not answer within ${timeoutMs} ms (attemptTimeoutMs)`);
  }
}

const REMEDIES: Remedies = {
  missingTable: "Create the table (ledgerTable), or correct the table's name or the client's region",
  denied:
    "Allow dynamodb:UpdateItem on the table for writers, dynamodb:GetItem for find, and dynamodb:Query for read",
  invalid: "The table's key must be PK (S) and SK (S), as ledgerTable makes it",
};
