import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import { stopExpression } from "@unbounded-streams/stream-lease/expressions";
import { DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT, MAX_NEXT_CHARS } from "../limits.ts";

/*
 * The mapping templates (VTL) by which API Gateway makes calls of Step Functions and DynamoDB out of requests.
 *
 * API Gateway can neither check a path parameter against a pattern nor answer from a request template. So a template checks the
 * id, all of it (Java's `matches`), and makes what it refuses into a call that the service is sure to refuse, with nothing of the
 * id in it; `failures.ts` tells the caller why. An id that passes has no character to which JSON or VTL gives a meaning.
 *
 * `#` begins a directive in VTL: where DynamoDB wants one, `${h}` stands for it. An empty text is true in VTL, so it is asked for.
 */

/** The rule of `connection-manager` for ids. */
const STREAM_ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._:@~+=,-]{0,127}";

const SET_ID = "#set($id = $input.params().path.get('streamId'))";
const ID_IS_GOOD = `$id.matches('${STREAM_ID_PATTERN}')`;
const KEY = `{"${LEASE_ATTRIBUTES.streamId}": {"S": "\${id}"}}`;

/** DynamoDB answers a key without attributes with a ValidationException. No call with a good key gets that. */
const REFUSED_KEY = "{}";

/** DynamoDB answers a page of none with a ValidationException, too. */
const REFUSED_LIMIT = 0;

/** What stands where the ARN of the state machine belongs when a start is refused: Step Functions answers InvalidArn. */
export const START_REFUSALS = { streamId: "STREAM_ID_INVALID", restart: "RESTART_INVALID" } as const;

/**
 * `StartExecution` with the input that API Gateway's proxy event would be: the id of the path, and `restart` if the query says
 * `restart=true`. No header, no body, no other parameter goes into it.
 */
export function startRequest({ stateMachineArn }: { readonly stateMachineArn: string }): string {
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
  const query = String.raw`#if($restart && $restart.matches('true')) {\"restart\":\"true\"} #else null #end`;
  return `${SET_ID}
#set($restart = $input.params().querystring.get('restart'))
#if(!${ID_IS_GOOD})
{"stateMachineArn": "${START_REFUSALS.streamId}"}
#elseif($restart && !$restart.matches('true|false|'))
{"stateMachineArn": "${START_REFUSALS.restart}"}
#else
{"stateMachineArn": "${stateMachineArn}", "input": ${before}${query}${after}}
#end
`;
}

/** `GetItem` of one lease. */
export function readRequest({ tableName }: { readonly tableName: string }): string {
  return `${SET_ID}
#if(${ID_IS_GOOD})
{"TableName": "${tableName}", "Key": ${KEY}, "ConsistentRead": true}
#else
{"TableName": "${tableName}", "Key": ${REFUSED_KEY}}
#end
`;
}

/** `Scan` of a page of leases: as many as `limit` says, from where the page ended that gave `next`. */
export function listRequest({ tableName }: { readonly tableName: string }): string {
  const limitIsGood = `$limit.matches('[1-9]|[1-9][0-9]|${MAX_LIST_LIMIT}')`;
  const nextIsGood = `$next.matches('[A-Za-z0-9+/]{1,${MAX_NEXT_CHARS}}={0,2}')`;
  const hasNext = "$next && !$next.matches('')";
  const startKey = `{"${LEASE_ATTRIBUTES.streamId}": {"S": "${escaped("$after")}"}}`;
  return `#set($limit = $input.params().querystring.get('limit'))
#if(!$limit || $limit.matches(''))
#set($limit = '${DEFAULT_LIST_LIMIT}')
#end
#set($next = $input.params().querystring.get('next'))
#if(!${limitIsGood} || (${hasNext} && !${nextIsGood}))
{"TableName": "${tableName}", "Limit": ${REFUSED_LIMIT}}
#elseif(${hasNext})
#set($after = $util.base64Decode($next))
{"TableName": "${tableName}", "ConsistentRead": true, "Limit": $limit, "ExclusiveStartKey": ${startKey}}
#else
{"TableName": "${tableName}", "ConsistentRead": true, "Limit": $limit}
#end
`;
}

/**
 * Sets `$now` to the time of the request as leases have it: ISO 8601, UTC, milliseconds. API Gateway gives it as
 * `31/Jan/2030:12:00:00 +0000` and in milliseconds since 1970, whose last three digits are the missing ones.
 */
const SET_NOW = `#set($at = $context.requestTime)
#set($epoch = "$context.requestTimeEpoch")
#set($months = {"Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06", "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12"})
#set($month = $months.get($at.substring(3, 6)))
#set($day = $at.substring(0, 2))
#set($year = $at.substring(7, 11))
#set($time = $at.substring(12, 20))
#set($ms = $epoch.substring(10, 13))
#set($now = "\${year}-\${month}-\${day}T\${time}.\${ms}Z")`;

/** `UpdateItem` that marks a running stream as stopped: `stream-lease`'s own expression. */
export function stopRequest({
  tableName,
  reason,
}: {
  readonly tableName: string;
  readonly reason: string;
}): string {
  const { update, condition, names, constants } = stopExpression({ hasReason: true });
  const write = JSON.stringify({
    UpdateExpression: update,
    ConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: { ...constants, ":reason": { S: reason }, ":now": { S: "${now}" } },
    ReturnValues: "ALL_NEW",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  return `${SET_ID}
#set($h = '#')
${SET_NOW}
#if(${ID_IS_GOOD})
{"TableName": "${tableName}", "Key": ${KEY}, ${write.slice(1).replaceAll("#", "${h}")}
#else
{"TableName": "${tableName}", "Key": ${REFUSED_KEY}}
#end
`;
}

/**
 * A reference as the content of a JSON string. `escapeJavaScript` also escapes apostrophes, which JSON forbids
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html).
 */
export function escaped(reference: string): string {
  return String.raw`$util.escapeJavaScript(${reference}).replaceAll("\\'", "'")`;
}
