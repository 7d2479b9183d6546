import {
  ATTEMPT_TIMEOUT,
  countedAttempts,
  describeCause,
  type Remedies,
  remedyFor,
} from "@unbounded-streams/dynamodb-request";

/** What every error of this package is. Tell them apart by `code`. */
export abstract class LeaseStoreError extends Error {
  abstract readonly code: string;
}

/** Options that no store can work with; `issues` has one sentence for each. */
export class InvalidOptionsError extends LeaseStoreError {
  override readonly name = "InvalidOptionsError";
  readonly code = "INVALID_OPTIONS";
  readonly issues: readonly string[];

  constructor(caller: string, issues: readonly string[]) {
    super(`${caller} cannot work with these options: ${issues.join("; ")}`);
    this.issues = issues;
  }
}

/** A request that no store can carry out; `issues` has one sentence for each problem. Nothing was sent. */
export class InvalidRequestError extends LeaseStoreError {
  override readonly name = "InvalidRequestError";
  readonly code = "INVALID_REQUEST";
  readonly issues: readonly string[];

  constructor(verb: string, issues: readonly string[]) {
    super(`${verb} was called with a request that cannot be made: ${issues.join("; ")}`);
    this.issues = issues;
  }
}

/** A record of another shape than this package writes. */
export class InvalidRecordError extends LeaseStoreError {
  override readonly name = "InvalidRecordError";
  readonly code = "INVALID_RECORD";
  readonly streamId: string | undefined;
  readonly attribute: string;

  constructor(streamId: string | undefined, attribute: string, expected: string) {
    const whose = streamId === undefined ? "a lease" : `the lease of stream ${streamId}`;
    super(
      `the record of ${whose} is malformed: attribute ${attribute} must be ${expected}. Only this package and its expressions may write the table; delete the record to begin the stream anew`,
    );
    this.streamId = streamId;
    this.attribute = attribute;
  }
}

/**
 * A request that DynamoDB refused, or that was still not answered after all attempts; `cause` is the error of the last.
 * A transition may have been made all the same; asking for it again is safe.
 */
export class LeaseRequestError extends LeaseStoreError {
  override readonly name = "LeaseRequestError";
  readonly code = "LEASE_REQUEST_FAILED";
  readonly attempts: number;

  constructor(what: string, attempts: number, cause: unknown) {
    const remedy = remedyFor(cause instanceof Error ? cause.name : undefined, REMEDIES);
    super(`${what} failed after ${countedAttempts(attempts)}: ${describeCause(cause)}${remedy}`, { cause });
    this.attempts = attempts;
  }
}

/** The caller's `signal` aborted; `cause` is its reason. A transition may have been made all the same. */
export class LeaseAbortedError extends LeaseStoreError {
  override readonly name = "LeaseAbortedError";
  readonly code = "LEASE_ABORTED";

  constructor(reason: unknown) {
    super("the call was aborted by its signal", { cause: reason });
  }
}

/** A request whose reply did not come in time: the `cause` of a `LeaseRequestError`. */
export class AttemptTimeoutError extends LeaseStoreError {
  override readonly name = "AttemptTimeoutError";
  readonly code = ATTEMPT_TIMEOUT;

  constructor(timeoutMs: number) {
    super(`DynamoDB did not answer within ${timeoutMs} ms (attemptTimeoutMs)`);
  }
}

/** A condition failed, and the record read next would have met it: the `cause` of a `LeaseRequestError`. */
export class RecordChangedError extends LeaseStoreError {
  override readonly name = "RecordChangedError";
  readonly code = "RECORD_CHANGED";

  constructor() {
    super("the record changed between the write that it turned away and the reading of it");
  }
}

const REMEDIES: Remedies = {
  missingTable: "Create the table (streamsTable), or correct the table's name or the client's region",
  denied:
    "Allow dynamodb:GetItem and dynamodb:UpdateItem on the table, dynamodb:Scan for list, and dynamodb:Query on its indexes for carried and waiting",
  invalid:
    "The table's key must be PK (S) alone, as streamsTable makes it, and a fleet's table must have the indexes of streamsTable(name, { fleet: true })",
};
