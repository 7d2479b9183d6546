import {
  classifyFailure as classifyRequest,
  type TransientFailure,
} from "@unbounded-streams/dynamodb-request";
import { StatementError } from "../errors.ts";
import type { PutOutcome } from "./store.ts";

/** What a single statement of a batch is told when there are too many requests. */
const STATEMENT_THROTTLED = new Set([
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingError",
]);

/** What a rejected conditional put means. */
export function classifyFailure(error: unknown): PutOutcome {
  const failure = classifyRequest(error);
  return failure.kind === "condition-failed" ? { kind: "exists" } : failure;
}

/**
 * What the error of one statement of a batch means; the codes are those of `BatchStatementError`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
 */
export function classifyStatementError(code: string | undefined, message: string | undefined): PutOutcome {
  if (code === "DuplicateItem") return { kind: "exists" };
  const cause = new StatementError(code ?? "unknown", message ?? "no message");
  const transient: TransientFailure = { kind: "transient", mayHaveWritten: false, throttled: false, cause };
  if (STATEMENT_THROTTLED.has(cause.reason)) return { ...transient, throttled: true };
  if (cause.reason === "TransactionConflict") return transient;
  if (cause.reason === "InternalServerError") return { ...transient, mayHaveWritten: true };
  return { kind: "refused", cause };
}
