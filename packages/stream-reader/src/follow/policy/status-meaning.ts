import type { FollowPolicy, StatusPattern } from "./follow-policy.ts";

/** The lists of a policy that give statuses their meaning. */
export const STATUS_LISTS = ["end", "refuse", "retry", "busy", "refreshOn", "restartOn"] as const;

/** What a status means to a policy: the list that names it. */
export type StatusMeaning = (typeof STATUS_LISTS)[number];

/** The meaning of a status; `refuse` when no list names it or its class. */
export function meaningOf(status: number, policy: FollowPolicy): StatusMeaning {
  const named = (pattern: StatusPattern) =>
    STATUS_LISTS.find((list) => (policy[list] as readonly StatusPattern[]).includes(pattern));
  return named(status) ?? named(`${Math.floor(status / 100)}xx` as StatusPattern) ?? "refuse";
}
