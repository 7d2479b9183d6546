import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import { escaped } from "./escaped.ts";

/**
 * Attributes of a lease that the API tells, by the type that DynamoDB has them in. The claim's id is nobody's business. A stream of a
 * fleet that has `waitingSince` waits for a carrier, or for another one than its `carrier`, which holds it until then.
 */
const TOLD = {
  texts: [
    "status",
    "executionArn",
    "holder",
    "carrier",
    "waitingSince",
    "checkpoint",
    "reason",
    "startedAt",
    "endedAt",
    "claimedAt",
    "connectedAt",
    "handoverAt",
    "expiresAt",
    "lastError",
    "failingSince",
  ],
  counts: ["epoch", "connections"],
  countsIfAny: ["failures", "cursorless"],
} as const;

/** Counts of which a part was handed in late, by the attributes of that part. */
const COUNTS_WITH_LATE = {
  received: "lateReceived",
  stored: "lateStored",
  duplicates: "lateDuplicates",
} as const;

type LeaseAttribute = keyof typeof LEASE_ATTRIBUTES;

/** The lease that a reference names, as JSON. Counts that are not there yet are 0; failures are told when there are any. */
export function leaseView(reference: string): string {
  const attribute = (name: LeaseAttribute) => `${reference}.${LEASE_ATTRIBUTES[name]}`;
  const texts = TOLD.texts.map(
    (name) => `#if(${attribute(name)}), "${name}": "${escaped(`${attribute(name)}.S`)}"#end`,
  );
  const counts = TOLD.counts.map(
    (name) => `, "${name}": #if(${attribute(name)})${attribute(name)}.N#{else}0#end`,
  );
  const sums = Object.entries(COUNTS_WITH_LATE).map(
    ([name, late]) =>
      `${setSum(attribute(name as keyof typeof COUNTS_WITH_LATE), attribute(late))}, "${name}": $sum`,
  );
  const countsIfAny = TOLD.countsIfAny.map(
    (name) =>
      `#if(${attribute(name)} && !${attribute(name)}.N.matches('0')), "${name}": ${attribute(name)}.N#end`,
  );
  const told = [...texts, ...counts, ...sums, ...countsIfAny].join("\n");
  return `{"streamId": "${escaped(`${attribute("streamId")}.S`)}"${told}}`;
}

/** Sets `$sum` to the sum of two counts. DynamoDB has numbers as texts, and `+` would join them: as JSON they are numbers. */
function setSum(count: string, late: string): string {
  return `#set($sum = '0')#if(${count})#set($sum = ${count}.N)#end
#if(${late})#set($parts = $util.parseJson("[$sum, ${late}.N]"))#set($sum = $parts[0] + $parts[1])#end`;
}
