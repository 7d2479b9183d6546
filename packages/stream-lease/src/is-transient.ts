import { AttemptTimeoutError } from "./errors.ts";

/** Answers that say "later". */
const LATER = new Set([
  "InternalServerError",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "ServiceUnavailable",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);

/** Transport errors of Node and undici: no answer came, whether or not the request arrived. */
const NO_ANSWER = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ETIMEDOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
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
 * Whether another attempt may succeed. It is safe in any case, also when this one was carried out.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function isTransient(error: unknown): boolean {
  if (error instanceof AttemptTimeoutError) return true;
  const shape: ErrorShape = error instanceof Error ? error : {};
  const status = shape.$metadata?.httpStatusCode ?? shape.$response?.statusCode ?? 0;
  return (
    LATER.has(shape.name ?? "") ||
    shape.$retryable?.throttling === true ||
    status === 429 ||
    status >= 500 ||
    // The signer has just learnt the server's time from the refusal: the next signature will be in time.
    shape.$metadata?.clockSkewCorrected === true ||
    transportCodes(error).some((code) => NO_ANSWER.has(code))
  );
}

/** The codes of an error, of its causes, and of the errors that it gathers (one per address that was tried). */
function transportCodes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const { code, cause }: ErrorShape = error;
  const gathered: unknown[] = error instanceof AggregateError ? error.errors : [];
  const deeper = [cause, ...gathered].flatMap((inner) => transportCodes(inner, depth + 1));
  return typeof code === "string" ? [code, ...deeper] : deeper;
}
