import { LEDGER_RETENTION_DAYS, MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS } from "../limits.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { durationProblems } from "./rules/problems.ts";

const DAY_MS = 86_400_000;

/** What is wrong with how long things live, one sentence each. */
export function timeProblems({
  lifetime,
  handoverLead,
  eventsTtl,
  deadLetterRetention,
  ledger,
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
    ...durationProblems("ledger.retention", ledger === false ? undefined : ledger?.retention, {
      leastMs: LEDGER_RETENTION_DAYS.least * DAY_MS,
      mostMs: LEDGER_RETENTION_DAYS.most * DAY_MS,
      unit: "days",
    }),
    ...durationProblems("deadLetterRetention", deadLetterRetention, { leastMs: DAY_MS, unit: "days" }),
  ];
}
