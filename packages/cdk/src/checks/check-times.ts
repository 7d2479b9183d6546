import { MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS } from "../limits.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { durationProblems } from "./rules/problems.ts";

/** What is wrong with how long things live, one sentence each. */
export function timeProblems({
  lifetime,
  handoverLead,
  eventsTtl,
  deadLetterRetention,
}: UnboundedStreamsProps): string[] {
  const lifetimeProblems = durationProblems("lifetime", lifetime, {
    leastMs: MIN_LIFETIME_SECONDS * 1_000,
    mostMs: MAX_LIFETIME_SECONDS * 1_000,
    unit: "seconds",
  });
  const knownLifetimeMs = lifetimeProblems.length === 0 ? lifetime?.toMilliseconds() : undefined;
  const mostLeadMs = (knownLifetimeMs ?? MAX_LIFETIME_SECONDS * 1_000) - 1_000;
  return [
    ...lifetimeProblems,
    ...durationProblems("handoverLead", handoverLead, {
      leastMs: 1_000,
      mostMs: mostLeadMs,
      unit: "seconds",
    }).map((problem) => `${problem}, less than the lifetime`),
    ...durationProblems("eventsTtl", eventsTtl, { leastMs: 1_000, unit: "seconds" }),
    ...durationProblems("deadLetterRetention", deadLetterRetention, { leastMs: 86_400_000, unit: "days" }),
  ];
}
