import { AttemptTimeoutError, StatementError } from "./errors.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { PutOutcome, TransientOutcome } from "./store.ts";

/** Answers that ask for fewer requests: the write was turned away before it was made. */
const THROTTLED = new Set([
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestLimitExceededException",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
]);

/** Answers that say "later": another write was in the way. */
const IN_THE_WAY = new Set([
  "ConditionalRequestConflict",
  "ReplicatedWriteConflictException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

/** What a single statement of a batch is told when there are too many requests. */
const STATEMENT_THROTTLED = new Set([
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingError",
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

/** Time-outs by name: the SDK's own handler gives most of its own no code, and S3 answers with status 400. */
const TIMED_OUT = new Set(["RequestTimeout", "RequestTimeoutException", "TimeoutError"]);

/** The status of a server that does not know the operation. */
const NOT_IMPLEMENTED = 501;

/** What errors of the SDK, of Node and of undici have in common, each field as far as it is there. */
interface ErrorShape {
  name?: string;
  code?: string;
  cause?: unknown;
  $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean };
  $response?: { statusCode?: number; headers?: Record<string, string> };
  $fault?: string;
  $retryable?: { throttling?: boolean };
}

/**
 * What a rejected conditional put means.
 *
 * The names of retryable errors are those of DynamoDB's guide and of the SDK's own classification; status codes from 500
 * up, answers that cannot be read, transport errors and timeouts leave it open whether the item was written.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function classifyFailure(error: unknown): PutOutcome {
  if (error instanceof AttemptTimeoutError) return transient(error, { mayHaveWritten: true });
  const shape: ErrorShape = error instanceof Error ? error : {};
  if (shape.name === "ConditionalCheckFailedException") return { kind: "exists" };
  const status = shape.$metadata?.httpStatusCode ?? shape.$response?.statusCode;
  const pause = retryAfterMs(shape.$response?.headers);
  if (THROTTLED.has(shape.name ?? "") || shape.$retryable?.throttling === true || status === 429) {
    return transient(error, { throttled: true, pause });
  }
  if (IN_THE_WAY.has(shape.name ?? "")) return transient(error, { pause });
  // The signer has just learnt the server's time from the refusal: the next signature will be in time.
  if (shape.$metadata?.clockSkewCorrected === true) return transient(error, {});
  if (status !== undefined && status >= 500 && status !== NOT_IMPLEMENTED) {
    return transient(error, { mayHaveWritten: true, pause });
  }
  const codes = transportCodes(error);
  if (codes.some((code) => CONNECTION_LOST.has(code))) return transient(error, { mayHaveWritten: true });
  if (codes.some((code) => NOT_CONNECTED.has(code))) return transient(error, {});
  if (TIMED_OUT.has(shape.name ?? "") || isUnreadable(shape))
    return transient(error, { mayHaveWritten: true });
  if (shape.$retryable !== undefined) return transient(error, { mayHaveWritten: true, pause });
  return { kind: "refused", cause: error };
}

/**
 * What the error of one statement of a batch means; the codes are those of `BatchStatementError`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
 */
export function classifyStatementError(code: string | undefined, message: string | undefined): PutOutcome {
  if (code === "DuplicateItem") return { kind: "exists" };
  const error = new StatementError(code ?? "unknown", message ?? "no message");
  if (STATEMENT_THROTTLED.has(error.reason)) return transient(error, { throttled: true });
  if (error.reason === "TransactionConflict") return transient(error, {});
  if (error.reason === "InternalServerError") return transient(error, { mayHaveWritten: true });
  return { kind: "refused", cause: error };
}

/** There is an answer, and it is none of DynamoDB's: half of one, or a page that something on the way has put in its place. */
function isUnreadable({ $response, $fault }: ErrorShape): boolean {
  return $response !== undefined && $fault === undefined;
}

interface TransientTraits {
  mayHaveWritten?: boolean;
  throttled?: boolean;
  pause?: number | undefined;
}

function transient(
  cause: unknown,
  { mayHaveWritten = false, throttled = false, pause }: TransientTraits,
): TransientOutcome {
  const outcome = { kind: "transient", mayHaveWritten, throttled, cause } as const;
  return pause === undefined ? outcome : { ...outcome, retryAfterMs: pause };
}

/** The codes of an error, of its causes, and of the errors that it gathers (one per address that was tried). */
function transportCodes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const { code, cause }: ErrorShape = error;
  const gathered: unknown[] = error instanceof AggregateError ? error.errors : [];
  const deeper = [cause, ...gathered].flatMap((inner) => transportCodes(inner, depth + 1));
  return typeof code === "string" ? [code, ...deeper] : deeper;
}
