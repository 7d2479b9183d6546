import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import { escaped } from "./templates.ts";

/*
 * The mapping templates (VTL) by which API Gateway makes answers out of what Step Functions and DynamoDB reply.
 */

/** Attributes of a lease that the API tells, by the type that DynamoDB has them in. The claim's id is nobody's business. */
const TOLD = {
  texts: [
    "status",
    "executionArn",
    "holder",
    "checkpoint",
    "reason",
    "startedAt",
    "endedAt",
    "claimedAt",
    "connectedAt",
    "handoverAt",
    "expiresAt",
  ],
  counts: ["epoch", "received", "stored", "duplicates", "connections"],
} as const;

/** The lease that a reference names, as JSON. Counts that are not there yet are 0. */
export function leaseView(reference: string): string {
  const attribute = (name: keyof typeof LEASE_ATTRIBUTES) => `${reference}.${LEASE_ATTRIBUTES[name]}`;
  const texts = TOLD.texts.map(
    (name) => `#if(${attribute(name)}), "${name}": "${escaped(`${attribute(name)}.S`)}"#end`,
  );
  const counts = TOLD.counts.map(
    (name) => `, "${name}": #if(${attribute(name)})${attribute(name)}.N#{else}0#end`,
  );
  return `{"streamId": "${escaped(`${attribute("streamId")}.S`)}"${[...texts, ...counts].join("\n")}}`;
}

/** An error as every answer of the API has it. Code and message are plain text without quotes. */
export function errorView({ code, message }: { readonly code: string; readonly message: string }): string {
  return JSON.stringify({ error: { code, message } });
}

/** Sets the status of the answer from within a response template. */
export function setStatus(status: number): string {
  return `#set($context.responseOverride.status = ${status})`;
}

/** What a stream that nobody has started is answered with. */
export const STREAM_UNKNOWN = {
  status: 404,
  code: "STREAM_UNKNOWN",
  message: "there is no such stream: start it with POST /connections/{streamId}",
} as const;

/** A start: the execution, as Step Functions tells it. */
export function startAnswer(): string {
  return "$input.json('$')\n";
}

/** A read: the lease, or 404. */
export function readAnswer(): string {
  return `#set($lease = $input.path('$.Item'))
#if($lease && $lease.${LEASE_ATTRIBUTES.streamId})
${leaseView("$lease")}
#else
${setStatus(STREAM_UNKNOWN.status)}
${errorView(STREAM_UNKNOWN)}
#end
`;
}

/** A list: a page of leases and, if there are more, `next` for the page after it. */
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

/** A stop: the lease as it is now. */
export function stopAnswer(): string {
  return `#set($lease = $input.path('$.Attributes'))
${leaseView("$lease")}
`;
}
