import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import { escaped } from "./escaped.ts";

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
    "lastError",
    "failingSince",
  ],
  counts: ["epoch", "received", "stored", "duplicates", "connections"],
  countsIfAny: ["failures"],
} as const;

/** The lease that a reference names, as JSON. Counts that are not there yet are 0; failures are told when there are any. */
export function leaseView(reference: string): string {
  const attribute = (name: keyof typeof LEASE_ATTRIBUTES) => `${reference}.${LEASE_ATTRIBUTES[name]}`;
  const texts = TOLD.texts.map(
    (name) => `#if(${attribute(name)}), "${name}": "${escaped(`${attribute(name)}.S`)}"#end`,
  );
  const counts = TOLD.counts.map(
    (name) => `, "${name}": #if(${attribute(name)})${attribute(name)}.N#{else}0#end`,
  );
  const countsIfAny = TOLD.countsIfAny.map(
    (name) =>
      `#if(${attribute(name)} && !${attribute(name)}.N.matches('0')), "${name}": ${attribute(name)}.N#end`,
  );
  const told = [...texts, ...counts, ...countsIfAny].join("\n");
  return `{"streamId": "${escaped(`${attribute("streamId")}.S`)}"${told}}`;
}
