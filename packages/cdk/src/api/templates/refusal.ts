import { type Failure, failureAnswer, setStatus } from "./failure.ts";

/** A failure, and the condition in VTL under which it is the one. `$type` and `$reason` are the service's. */
export interface FailureCase extends Failure {
  readonly when: string;
}

/** What is no failure after all. */
export interface Exception {
  readonly before: string;
  readonly success: { readonly when: string; readonly template: string };
}

/** DynamoDB's answer to what a request template has refused. */
export const IS_VALIDATION_ERROR = "$type.contains('ValidationException')";

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

/**
 * The response template for what a service refuses (4xx): the first case that is so, too much at once, or a refusal without a
 * reason. The service's own message, which names resources, stays inside.
 */
export function refusal(cases: readonly FailureCase[], exception?: Exception): string {
  const branches = [...cases, THROTTLED].map(({ when, ...failure }) => ({
    when,
    template: failureAnswer(failure),
  }));
  const all = exception === undefined ? branches : [succeed(exception), ...branches];
  return `#set($type = $input.path('$.__type'))
#set($reason = "$!input.path('$.message')$!input.path('$.Message')")
${exception?.before ?? ""}
${all.map(({ when, template }, index) => `${index === 0 ? "#if" : "#elseif"}(${when})\n${template}`).join("\n")}
#else
${failureAnswer(REFUSED)}
#end
`;
}

function succeed({ success }: Exception): { readonly when: string; readonly template: string } {
  return { when: success.when, template: `${setStatus(200)}\n${success.template}` };
}
