import {
  AFTER_ALL_MOMENTS,
  FIRST_MOMENT,
  LEDGER_ATTRIBUTES,
  LEDGER_TIME_PATTERN,
} from "@unbounded-streams/stream-ledger/attributes";
import { DEFAULT_LEDGER_LIMIT, MAX_LIST_LIMIT } from "../../limits.ts";
import { escaped } from "./escaped.ts";
import { NEXT_IS_BASE64 } from "./next.ts";
import { IS_VALIDATION_ERROR, refusal } from "./refusal.ts";
import { ID_IS_GOOD, SET_ID } from "./stream-id.ts";

const A = LEDGER_ATTRIBUTES;

/**
 * `Query` of a page of a stream's connections by the time of their claim: from `since` to `until`, as many as `limit` says, from where
 * the page ended that gave `next`. A date or a time without its smaller parts stands for all of it, which comparing texts gives: the `Z`
 * at its end is left out. What is not given is an empty text.
 */
export function ledgerRequest({ tableName }: { readonly tableName: string }): string {
  const isTime = (name: string) => `$${name}.matches('|${LEDGER_TIME_PATTERN}')`;
  const limitIsGood = `$limit.matches('[1-9]|[1-9][0-9]|${MAX_LIST_LIMIT}')`;
  const hasNext = "!$next.matches('')";
  const nextIsGood = "$util.base64Encode($after) == $next";
  const condition = `"KeyConditionExpression": "${A.streamId} = :id AND ${A.moment} BETWEEN :since AND :until"`;
  const values = `"ExpressionAttributeValues": {":id": {"S": "\${id}"}, ":since": {"S": "$from"}, ":until": {"S": "$to${AFTER_ALL_MOMENTS}"}}`;
  const page = `"TableName": "${tableName}", "ConsistentRead": true, "Limit": $limit, ${condition}, ${values}`;
  const startKey = `{"${A.streamId}": {"S": "\${id}"}, "${A.moment}": {"S": "${escaped("$after")}"}}`;
  return `${SET_ID}
#set($since = "$!input.params().querystring.get('since')")
#set($until = "$!input.params().querystring.get('until')")
#set($limit = "$!input.params().querystring.get('limit')")
#set($next = "$!input.params().querystring.get('next')")
#if($limit.matches(''))
#set($limit = '${DEFAULT_LEDGER_LIMIT}')
#end
#set($from = '${FIRST_MOMENT}')
#if(!$since.matches(''))
#set($from = $since.replaceAll('[Z]', ''))
#end
#set($to = $until.replaceAll('[Z]', ''))
#set($after = '')
#if(${hasNext} && ${NEXT_IS_BASE64})
#set($after = $util.base64Decode($next))
#end
#if(!${ID_IS_GOOD} || !${limitIsGood} || !${isTime("since")} || !${isTime("until")} || (${hasNext} && !(${nextIsGood})))
{"TableName": "${tableName}"}
#elseif(${hasNext})
{${page}, "ExclusiveStartKey": ${startKey}}
#else
{${page}}
#end
`;
}

/**
 * A page of connections, perhaps none, and, if there may be more, `next` for the page after it. What a connection and others have said of it is
 * JSON already: others' words stand in its own, before the brace that ends it.
 */
export function ledgerAnswer(): string {
  const lastMoment = `$last.${A.moment}`;
  const inferences = [A.inferredBySuccessor, A.inferredByHost]
    .map((name) => `#if($told.${name}), "${name}": $told.${name}.S#end`)
    .join("");
  const open = (name: string) => `$told.${name}.S.replaceAll('[}]$', '')${inferences}}`;
  return `#set($last = $input.path('$.LastEvaluatedKey'))
{"connections": [
#foreach($told in $input.path('$.Items'))
#if($told.${A.closed})$told.${A.closed}.S#elseif($told.${A.amended})${open(A.amended)}#elseif($told.${A.opened})${open(A.opened)}#{else}{"streamId": "${escaped(`$told.${A.streamId}.S`)}"${inferences}}#end#if($foreach.hasNext), #end
#end
]#if($last && ${lastMoment}), "next": "$util.base64Encode(${lastMoment}.S)"#end}
`;
}

/** DynamoDB refuses to tell connections. */
export function ledgerFailure(): string {
  const message = `the stream id must be allowed, since and until dates or times in UTC such as 2030-01-31T12:00:00Z, limit 1 to ${MAX_LIST_LIMIT}, and next what the page before has given`;
  return refusal([{ when: IS_VALIDATION_ERROR, status: 400, code: "PAGE_INVALID", message }]);
}
