import { AttemptTimeoutError } from "./errors.ts";
import type { PutOutcome } from "./store.ts";

/** Answers that say "later": the write was turned away before it was made. */
const TURNED_AWAY = new Set([
  "ConditionalRequestConflict",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "RequestLimitExceededException",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

/** Transport errors before a byte of the request was sent. */
const NOT_CONNECTED = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Transport errors after which nobody knows what became of the request. */
const CONNECTION_LOST = new Set([
  "ECONNABORTED",
  "ECONNRESET",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ETIMEDOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_SOCKET",
]);

/** What errors of the SDK, of Node and of undici have in common, each field as far as it is there. */
interface ErrorShape {
  name?: string;
  code?: string;
  cause?: unknown;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $response?: { statusCode?: number };
  $retryable?: { throttling?: boolean };
}

/**
 * What a rejected conditional put means.
 *
 * The names of retryable errors are those of DynamoDB's guide and of the SDK's own classification; status codes from 500
 * up, transport errors and timeouts leave it open whether the item was written.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function classifyFailure(error: unknown): PutOutcome {
  if (error instanceof AttemptTimeoutError) return transient(error, true);
  const shape: ErrorShape = error instanceof Error ? error : {};
  if (shape.name === "ConditionalCheckFailedException") return { kind: "exists" };
  const status = shape.$metadata?.httpStatusCode ?? shape.$response?.statusCode;
  if (TURNED_AWAY.has(shape.name ?? "") || shape.$retryable?.throttling === true || status === 429) {
    return transient(error, false);
  }
  // The signer has just learnt the server's time from the refusal: the next signature will be in time.
  if (shape.$metadata?.clockSkewCorrected === true) return transient(error, false);
  if (status !== undefined && status >= 500) return transient(error, true);
  const codes = transportCodes(error);
  if (codes.some((code) => CONNECTION_LOST.has(code))) return transient(error, true);
  if (codes.some((code) => NOT_CONNECTED.has(code))) return transient(error, false);
  return { kind: "refused", cause: error };
}

function transient(cause: unknown, mayHaveWritten: boolean): PutOutcome {
  return { kind: "transient", mayHaveWritten, cause };
}

/** The codes of an error, of its causes, and of the errors that it gathers (one per address that was tried). */
function transportCodes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const { code, cause }: ErrorShape = error;
  const gathered: unknown[] = error instanceof AggregateError ? error.errors : [];
  const deeper = [cause, ...gathered].flatMap((inner) => transportCodes(inner, depth + 1));
  return typeof code === "string" ? [code, ...deeper] : deeper;
}
