import { LEASE_ATTRIBUTES, LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import { MAX_LIST_LIMIT } from "../limits.ts";
import { errorView, leaseView, STREAM_UNKNOWN, setStatus } from "./answers.ts";
import { START_REFUSALS } from "./templates.ts";

/*
 * The mapping templates (VTL) for what Step Functions and DynamoDB refuse (4xx) and cannot do (5xx). Their own messages, which
 * name resources, stay inside.
 */

/** One error that the API answers. */
interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** A failure, and the condition in VTL under which it is the one. `$type` and `$message` are the service's. */
interface FailureCase extends Failure {
  readonly when: string;
}

const STREAM_ID_INVALID: Failure = {
  status: 400,
  code: "STREAM_ID_INVALID",
  message:
    "the stream id is not allowed: it must be 1 to 128 letters, digits and . _ : @ ~ + = , - of which the first is a letter or digit",
};

const THROTTLED: FailureCase = {
  when: "$type.contains('Throttling') || $type.contains('LimitExceeded') || $type.contains('ThroughputExceeded')",
  status: 429,
  code: "THROTTLED",
  message: "too much at once: try again in a moment",
};

const REFUSED: Failure = {
  status: 502,
  code: "UPSTREAM_REFUSED",
  message: "a service behind the API has refused the call: its log says which and why",
};

/** What a service could not do. */
export const UPSTREAM_FAILED: Failure = {
  status: 503,
  code: "UPSTREAM_FAILED",
  message: "a service behind the API has failed: try again in a moment",
};

const isValidationError = "$type.endsWith('ValidationException')";

/** Step Functions refuses a start. It repeats what stands where the ARN belongs, which is never anything else that is no ARN. */
export function startFailure(): string {
  return refusal([
    {
      when: `$message.contains('${START_REFUSALS.restart}')`,
      status: 400,
      code: "RESTART_INVALID",
      message: "restart must be true or false",
    },
    {
      when: `$type.endsWith('InvalidArn') || $message.contains('${START_REFUSALS.streamId}')`,
      ...STREAM_ID_INVALID,
    },
    THROTTLED,
  ]);
}

/** DynamoDB refuses to read one lease. */
export function readFailure(): string {
  return refusal([{ when: isValidationError, ...STREAM_ID_INVALID }, THROTTLED]);
}

/** DynamoDB refuses to list leases. */
export function listFailure(): string {
  const message = `limit must be 1 to ${MAX_LIST_LIMIT}, and next what the page before has given`;
  return refusal([{ when: isValidationError, status: 400, code: "PAGE_INVALID", message }, THROTTLED]);
}

/**
 * DynamoDB refuses a stop. A stream that is stopped already is answered as if it had been stopped now; one that is over
 * otherwise is a conflict, and one that is not there is unknown.
 */
export function stopFailure(): string {
  const lease = "$lease";
  const isUnmet = "$type.endsWith('ConditionalCheckFailedException')";
  const isThere = `${lease} && ${lease}.${LEASE_ATTRIBUTES.streamId}`;
  const isStopped = `${lease}.${LEASE_ATTRIBUTES.status}.S == '${LEASE_STATUS.stopped}'`;
  return refusal(
    [
      {
        when: `${isUnmet} && ${isThere}`,
        status: 409,
        code: "NOT_RUNNING",
        message: "the stream is not running: it has ended or failed",
      },
      { when: isUnmet, ...STREAM_UNKNOWN },
      { when: isValidationError, ...STREAM_ID_INVALID },
      THROTTLED,
    ],
    {
      before: `#set($lease = $input.path('$.Item'))`,
      success: { when: `${isUnmet} && ${isThere} && ${isStopped}`, template: leaseView(lease) },
    },
  );
}

/** Any service fails. */
export function upstreamFailure(): string {
  return `${errorView(UPSTREAM_FAILED)}\n`;
}

/** What is no failure after all. */
interface Exception {
  readonly before: string;
  readonly success: { readonly when: string; readonly template: string };
}

function refusal(cases: readonly FailureCase[], exception?: Exception): string {
  const branches = cases.map(({ when, ...failure }) => ({ when, template: answer(failure) }));
  const all = exception === undefined ? branches : [succeed(exception), ...branches];
  return `#set($type = $input.path('$.__type'))
#set($message = $input.path('$.message'))
${exception?.before ?? ""}
${all.map(({ when, template }, index) => `${index === 0 ? "#if" : "#elseif"}(${when})\n${template}`).join("\n")}
#else
${answer(REFUSED)}
#end
`;
}

function succeed({ success }: Exception): { readonly when: string; readonly template: string } {
  return { when: success.when, template: `${setStatus(200)}\n${success.template}` };
}

function answer(failure: Failure): string {
  return `${setStatus(failure.status)}\n${errorView(failure)}`;
}
