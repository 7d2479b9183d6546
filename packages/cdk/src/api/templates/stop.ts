import { LEASE_ATTRIBUTES, LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import { stopExpression } from "@unbounded-streams/stream-lease/expressions";
import { STREAM_UNKNOWN } from "./failure.ts";
import { leaseView } from "./lease-view.ts";
import { IS_VALIDATION_ERROR, refusal } from "./refusal.ts";
import { ID_IS_GOOD, KEY, REFUSED_KEY, SET_ID, STREAM_ID_INVALID } from "./stream-id.ts";

/**
 * Sets `$now` to the time of the request as leases have it: ISO 8601, UTC, milliseconds. API Gateway gives it as
 * `31/Jan/2030:12:00:00 +0000` and in milliseconds since 1970, whose last three digits are the missing ones.
 */
const SET_NOW = `#set($at = "$context.requestTime")
#set($epoch = "$context.requestTimeEpoch")
#set($months = {"Jan": "01", "Feb": "02", "Mar": "03", "Apr": "04", "May": "05", "Jun": "06", "Jul": "07", "Aug": "08", "Sep": "09", "Oct": "10", "Nov": "11", "Dec": "12"})
#set($month = $months.get($at.substring(3, 6)))
#set($day = $at.substring(0, 2))
#set($year = $at.substring(7, 11))
#set($time = $at.substring(12, 20))
#set($ms = $epoch.substring(10, 13))
#set($now = "\${year}-\${month}-\${day}T\${time}.\${ms}Z")`;

/**
 * `UpdateItem` that marks a running stream as stopped: `stream-lease`'s own expression. `#` begins a directive in VTL: where DynamoDB
 * wants one, `${h}` stands for it.
 */
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

/** The lease as it is now. */
export function stopAnswer(): string {
  return `#set($lease = $input.path('$.Attributes'))
${leaseView("$lease")}
`;
}

/**
 * DynamoDB refuses a stop. A stream that is stopped already is answered as if it had been stopped now; one that is over
 * otherwise is a conflict, and one that is not there is unknown.
 */
export function stopFailure(): string {
  const lease = "$lease";
  const isUnmet = "$type.contains('ConditionalCheckFailedException')";
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
      { when: IS_VALIDATION_ERROR, ...STREAM_ID_INVALID },
    ],
    {
      before: `#set($lease = $input.path('$.Item'))`,
      success: { when: `${isUnmet} && ${isThere} && ${isStopped}`, template: leaseView(lease) },
    },
  );
}
