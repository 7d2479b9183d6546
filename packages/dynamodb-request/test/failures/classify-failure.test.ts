import { expect, test } from "vitest";
import { classifyFailure } from "../../src/failures/classify-failure.ts";
import { ATTEMPT_TIMEOUT } from "../../src/failures/error-shape.ts";

const failure = (fields: object) => Object.assign(new Error("test"), fields);

test.each([
  ["throttling", { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } }],
  [
    "exceeded capacity",
    { name: "ProvisionedThroughputExceededException", $metadata: { httpStatusCode: 400 } },
  ],
  ["a request limit", { name: "RequestLimitExceeded", $metadata: { httpStatusCode: 400 } }],
  ["a running transaction", { name: "TransactionConflictException", $metadata: { httpStatusCode: 400 } }],
  ["what the SDK marks as throttling", { name: "New", $retryable: { throttling: true } }],
  ["status 429", { name: "Unknown", $metadata: { httpStatusCode: 429 } }],
  [
    "a clock that the SDK has just set right",
    { name: "InvalidSignature", $metadata: { clockSkewCorrected: true } },
  ],
  [
    "a signature that was too old on arrival",
    {
      name: "InvalidSignatureException",
      message: "Signature expired: 20261128T101500Z is now earlier than 20261128T102000Z",
      $metadata: { httpStatusCode: 400 },
    },
  ],
  ["a request that S3 calls expired", { name: "RequestTimeTooSkewed", $metadata: { httpStatusCode: 403 } }],
  ["a refused connection", { code: "ECONNREFUSED" }],
  ["a failed name look-up", { code: "EAI_AGAIN" }],
])("%s is tried again, and has certainly written nothing", (_, fields) => {
  const error = failure(fields);
  expect(classifyFailure(error)).toMatchObject({ kind: "transient", mayHaveWritten: false, cause: error });
});

test.each([
  ["an internal error", failure({ name: "InternalServerError", $metadata: { httpStatusCode: 500 } })],
  ["an internal error without a status", failure({ name: "InternalServerError" })],
  ["a gateway's page", failure({ name: "SyntaxError", $response: { statusCode: 502 } })],
  ["half an answer", failure({ name: "SyntaxError", $response: { statusCode: 200 } })],
  ["a reset connection", failure({ name: "TimeoutError", code: "ECONNRESET" })],
  ["a socket error of undici", failure({ code: "UND_ERR_SOCKET" })],
  ["a lost connection as a cause", new TypeError("fetch failed", { cause: failure({ code: "EPIPE" }) })],
  ["a time-out of the SDK's handler, which has no code", failure({ name: "TimeoutError" })],
  [
    "a time-out that S3 has noticed",
    failure({ name: "RequestTimeout", $fault: "client", $metadata: { httpStatusCode: 400 } }),
  ],
  ["no answer in time", failure({ code: ATTEMPT_TIMEOUT })],
  [
    "one of several addresses that broke off",
    new AggregateError([failure({ code: "ECONNREFUSED" }), failure({ code: "ECONNRESET" })]),
  ],
])("%s is tried again, and may have written", (_, error) => {
  expect(classifyFailure(error)).toEqual({
    kind: "transient",
    mayHaveWritten: true,
    throttled: false,
    cause: error,
  });
});

test.each([
  ["a missing table", failure({ name: "ResourceNotFoundException", $metadata: { httpStatusCode: 400 } })],
  [
    "an operation that the server does not know",
    failure({ name: "UnknownOperationException", $fault: "server", $metadata: { httpStatusCode: 501 } }),
  ],
  ["a missing permission", failure({ name: "AccessDeniedException", $metadata: { httpStatusCode: 400 } })],
  ["a malformed request", failure({ name: "ValidationException", $metadata: { httpStatusCode: 400 } })],
  ["missing credentials", failure({ name: "CredentialsProviderError" })],
  [
    "a signature with a wrong key",
    failure({
      name: "InvalidSignatureException",
      message: "The request signature we calculated does not match",
    }),
  ],
  ["a wrong certificate", failure({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" })],
  ["an abort", failure({ name: "AbortError", code: "ABORTED" })],
  ["what is no error", "text"],
])("%s is not tried again", (_, error) => {
  expect(classifyFailure(error)).toEqual({ kind: "refused", cause: error });
});

test("a failed condition is none of these", () => {
  expect(classifyFailure(failure({ name: "ConditionalCheckFailedException" }))).toEqual({
    kind: "condition-failed",
  });
});

test("an error that is its own cause is classified too", () => {
  const error = failure({});
  error.cause = error;
  expect(classifyFailure(error)).toEqual({ kind: "refused", cause: error });
});
