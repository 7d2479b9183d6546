import { ATTEMPT_TIMEOUT, type ErrorShape, shapeOf, transportCodes } from "./error-shape.ts";
import { retryAfterMs } from "./retry-after.ts";

/** What a failed request means. */
export type Failure =
  /** The write's condition did not hold. */
  { readonly kind: "condition-failed" } | TransientFailure | RefusedFailure;

/** Worth another attempt. */
export interface TransientFailure {
  readonly kind: "transient";
  /** Nobody knows whether the request was carried out although the attempt failed. */
  readonly mayHaveWritten: boolean;
  /** DynamoDB asks for fewer requests. */
  readonly throttled: boolean;
  /** The pause that the answer asks for, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly cause: unknown;
}

/** No attempt can succeed. */
export interface RefusedFailure {
  readonly kind: "refused";
  readonly cause: unknown;
}

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
  ATTEMPT_TIMEOUT,
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

/** Faults of the server by name, for servers and proxies whose errors carry no status. */
const SERVER_FAULTS = new Set(["InternalServerError", "ServiceUnavailable"]);

/** The status of a server that does not know the operation. */
const NOT_IMPLEMENTED = 501;

/**
 * What a rejected request means.
 *
 * The names of retryable errors are those of DynamoDB's guide and of the SDK's own classification; status codes from 500
 * up, answers that cannot be read, transport errors and time-outs (a `code` of {@link ATTEMPT_TIMEOUT} among them) leave it
 * open whether a write was made.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export function classifyFailure(error: unknown): Failure {
  const shape = shapeOf(error);
  const { name = "" } = shape;
  if (name === "ConditionalCheckFailedException") return { kind: "condition-failed" };
  const status = shape.$metadata?.httpStatusCode ?? shape.$response?.statusCode;
  const pause = retryAfterMs(shape.$response?.headers);
  if (THROTTLED.has(name) || shape.$retryable?.throttling === true || status === 429) {
    return transient(error, { throttled: true, pause });
  }
  if (IN_THE_WAY.has(name)) return transient(error, { pause });
  if (isOfTheClock(shape)) return transient(error, {});
  if (SERVER_FAULTS.has(name) || (status !== undefined && status >= 500 && status !== NOT_IMPLEMENTED)) {
    return transient(error, { mayHaveWritten: true, pause });
  }
  const codes = transportCodes(error);
  if (codes.some((code) => CONNECTION_LOST.has(code))) return transient(error, { mayHaveWritten: true });
  if (codes.some((code) => NOT_CONNECTED.has(code))) return transient(error, {});
  if (TIMED_OUT.has(name) || isUnreadable(shape)) return transient(error, { mayHaveWritten: true });
  if (shape.$retryable !== undefined) return transient(error, { mayHaveWritten: true, pause });
  return { kind: "refused", cause: error };
}

/** What S3 and others call a signature that came too late; DynamoDB says so in the message. */
const TOO_LATE = new Set(["RequestExpired", "RequestTimeTooSkewed"]);

/**
 * The next signature will be in time: the signer has just learnt the server's time from the refusal, or its clock is right and
 * the process was frozen between signing and sending, as a function may be between two invocations.
 */
function isOfTheClock({ $metadata, name = "", message = "" }: ErrorShape): boolean {
  if ($metadata?.clockSkewCorrected === true || TOO_LATE.has(name)) return true;
  return name === "InvalidSignatureException" && message.includes("Signature expired");
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
): TransientFailure {
  const failure = { kind: "transient", mayHaveWritten, throttled, cause } as const;
  return pause === undefined ? failure : { ...failure, retryAfterMs: pause };
}
