import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import { failureAnswer, STREAM_UNKNOWN } from "./failure.ts";
import { leaseView } from "./lease-view.ts";
import { IS_VALIDATION_ERROR, refusal } from "./refusal.ts";
import { ID_IS_GOOD, KEY, REFUSED_KEY, SET_ID, STREAM_ID_INVALID } from "./stream-id.ts";

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

/** The lease, or 404. */
export function readAnswer(): string {
  return `#set($lease = $input.path('$.Item'))
#if($lease && $lease.${LEASE_ATTRIBUTES.streamId})
${leaseView("$lease")}
#else
${failureAnswer(STREAM_UNKNOWN)}
#end
`;
}

/** DynamoDB refuses to read one lease. */
export function readFailure(): string {
  return refusal([{ when: IS_VALIDATION_ERROR, ...STREAM_ID_INVALID }]);
}
