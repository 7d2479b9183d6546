import { BUSY_FOR_MS } from "../../limits.ts";
import { classOf, isCloseCode, type StatusPattern } from "../../status-pattern.ts";
import type { FollowPolicy } from "./follow-policy.ts";

/** The lists of a policy that give statuses their meaning. */
export const STATUS_LISTS = ["end", "refuse", "retry", "busy", "refreshOn", "restartOn", "goneOn"] as const;

/** What a status means to a policy: the list that names it. */
export type StatusMeaning = (typeof STATUS_LISTS)[number];

/**
 * The meaning of a status; `refuse` when no list names it or its class, of the code of a WebSocket's close `retry`: a source may
 * have codes of its own for what passes.
 */
export function meaningOf(status: number, policy: FollowPolicy): StatusMeaning {
  return namedMeaning(status, policy) ?? (isCloseCode(status) ? "retry" : "refuse");
}

/** The list that names a status, or its class; undefined when none does. */
export function namedMeaning(status: number, policy: FollowPolicy): StatusMeaning | undefined {
  const named = (pattern: StatusPattern) =>
    STATUS_LISTS.find((list) => (policy[list] as readonly StatusPattern[]).includes(pattern));
  return named(status) ?? named(classOf(status));
}

/**
 * The same for a stream that has been down for so long: a place that is still taken then is not taken by the connection before,
 * so that what says so is one of the statuses that may pass.
 */
export function meaningWhileDown(status: number, downMs: number, policy: FollowPolicy): StatusMeaning {
  const meaning = meaningOf(status, policy);
  return meaning === "busy" && downMs >= BUSY_FOR_MS ? "retry" : meaning;
}
