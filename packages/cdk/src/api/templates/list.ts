import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import { DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT } from "../../limits.ts";
import { escaped } from "./escaped.ts";
import { leaseView } from "./lease-view.ts";
import { NEXT_IS_BASE64 } from "./next.ts";
import { IS_VALIDATION_ERROR, refusal } from "./refusal.ts";

/** DynamoDB answers a page of none with a ValidationException. */
const REFUSED_LIMIT = 0;

/**
 * `Scan` of a page of leases: as many as `limit` says, from where the page ended that gave `next`. A `next` that is not what its text
 * would be encoded to was not given by any page. What is not given is an empty text.
 *
 * The leases of carriers, whose ids begin with `#`, count against the page's limit and are left out of it. `#` begins a directive in
 * VTL: `${h}` stands for it.
 */
export function listRequest({ tableName }: { readonly tableName: string }): string {
  const limitIsGood = `$limit.matches('[1-9]|[1-9][0-9]|${MAX_LIST_LIMIT}')`;
  const hasNext = "!$next.matches('')";
  const startKey = `{"${LEASE_ATTRIBUTES.streamId}": {"S": "${escaped("$after")}"}}`;
  const streamsOnly = `"FilterExpression": "NOT begins_with(${LEASE_ATTRIBUTES.streamId}, :carrier)", "ExpressionAttributeValues": {":carrier": {"S": "\${h}"}}`;
  const page = `"TableName": "${tableName}", "ConsistentRead": true, "Limit": $limit, ${streamsOnly}`;
  return `#set($h = '#')
#set($limit = "$!input.params().querystring.get('limit')")
#if($limit.matches(''))
#set($limit = '${DEFAULT_LIST_LIMIT}')
#end
#set($next = "$!input.params().querystring.get('next')")
#set($after = '')
#if(${hasNext} && ${NEXT_IS_BASE64})
#set($after = $util.base64Decode($next))
#end
#if(!${limitIsGood} || (${hasNext} && $util.base64Encode($after) != $next))
{"TableName": "${tableName}", "Limit": ${REFUSED_LIMIT}}
#elseif(${hasNext})
{${page}, "ExclusiveStartKey": ${startKey}}
#else
{${page}}
#end
`;
}

/** A page of leases, perhaps none, and, if there may be more, `next` for the page after it. */
export function listAnswer(): string {
  const lastId = `$last.${LEASE_ATTRIBUTES.streamId}`;
  return `#set($last = $input.path('$.LastEvaluatedKey'))
{"connections": [
#foreach($lease in $input.path('$.Items'))
${leaseView("$lease")}#if($foreach.hasNext), #end
#end
]#if($last && ${lastId}), "next": "$util.base64Encode(${lastId}.S)"#end}
`;
}

/** DynamoDB refuses to list leases. */
export function listFailure(): string {
  const message = `limit must be 1 to ${MAX_LIST_LIMIT}, and next what the page before has given`;
  return refusal([{ when: IS_VALIDATION_ERROR, status: 400, code: "PAGE_INVALID", message }]);
}
