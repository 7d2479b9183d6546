import { type FailureCase, refusal } from "./refusal.ts";
import { ID_IS_GOOD, SET_ID, STREAM_ID_INVALID } from "./stream-id.ts";

/** What stands where the ARN of the state machine belongs when a start is refused: Step Functions answers InvalidArn. */
export const START_REFUSALS = {
  streamId: "STREAM_ID_INVALID",
  restart: "RESTART_INVALID",
  source: "SOURCE_UNKNOWN",
} as const;

/** What a start needs to know. */
export interface Start {
  readonly stateMachineArn: string;
  /** Names of sources, when they have any: the id of a stream begins with one of them. */
  readonly sources?: readonly string[] | undefined;
}

/**
 * `StartExecution` with the input that API Gateway's proxy event would be: the id of the path, and `restart` if the query says
 * `restart=true`. No header, no body, no other parameter goes into it. What is not given is an empty text.
 */
export function startRequest({ stateMachineArn, sources }: Start): string {
  const input = JSON.stringify({
    resource: "/connections/{streamId}",
    path: "/connections/${id}",
    httpMethod: "POST",
    headers: {},
    queryStringParameters: "?",
    pathParameters: { streamId: "${id}" },
    body: null,
    isBase64Encoded: false,
  });
  const [before, after] = JSON.stringify(input).split(String.raw`\"?\"`);
  const query = String.raw`#if($restart.matches('true')) {\"restart\":\"true\"} #else {} #end`;
  return `${SET_ID}
#set($restart = "$!input.params().querystring.get('restart')")
#if(!${ID_IS_GOOD})
{"stateMachineArn": "${START_REFUSALS.streamId}"}
#elseif(!$restart.matches('true|false|'))
{"stateMachineArn": "${START_REFUSALS.restart}"}
${unknownSource(sources)}#else
{"stateMachineArn": "${stateMachineArn}", "input": ${before}${query}${after}}
#end
`;
}

/** An id of no source would be an execution that can only fail. */
function unknownSource(sources: readonly string[] | undefined): string {
  if (sources === undefined) return "";
  return `#elseif(!$id.matches('(?:${sources.join("|")}):[A-Za-z0-9].*'))
{"stateMachineArn": "${START_REFUSALS.source}"}
`;
}

/** The execution, as Step Functions tells it. */
export function startAnswer(): string {
  return "$input.json('$')\n";
}

/** Step Functions refuses a start. It repeats what stands where the ARN belongs, which is never anything else that is no ARN. */
export function startFailure({ sources }: Pick<Start, "sources"> = {}): string {
  return refusal([
    ...sourceCases(sources),
    {
      when: `$reason.contains('${START_REFUSALS.restart}')`,
      status: 400,
      code: "RESTART_INVALID",
      message: "restart must be true or false",
    },
    {
      when: `$type.contains('InvalidArn') || $reason.contains('${START_REFUSALS.streamId}')`,
      ...STREAM_ID_INVALID,
    },
  ]);
}

function sourceCases(sources: readonly string[] | undefined): FailureCase[] {
  if (sources === undefined) return [];
  const failure: FailureCase = {
    when: `$reason.contains('${START_REFUSALS.source}')`,
    status: 404,
    code: "SOURCE_UNKNOWN",
    message: `the stream id names no source: it must be SOURCE:ID, the source one of ${sources.join(", ")}`,
  };
  return [failure];
}
