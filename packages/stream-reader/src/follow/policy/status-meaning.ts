import { BUSY_FOR_MS } from "../../limits.ts";
import type { FollowPolicy, StatusPattern } from "./follow-policy.ts";

/** The lists of a policy that give statuses their meaning. */
export const STATUS_LISTS = ["end", "refuse", "retry", "busy", "refreshOn", "restartOn", "goneOn"] as const;

/** What a status means to a policy: the list that names it. */
export type StatusMeaning = (typeof STATUS_LISTS)[number];

/** Whether a list names a status, by itself or by its class. */
export function isNamed(status: number, patterns: readonly StatusPattern[]): boolean {
  return patterns.includes(status) || patterns.includes(classOf(status));
}

/** The meaning of a status; `refuse` when no list names it or its class. */
export function meaningOf(status: number, policy: FollowPolicy): StatusMeaning {
  const named = (pattern: StatusPattern) =>
    STATUS_LISTS.find((list) => (policy[list] as readonly StatusPattern[]).includes(pattern));
  return named(status) ?? named(classOf(status)) ?? "refuse";
}

/**
 * The same for a stream that has been down for so long: a place that is still taken then is not taken by the connection before,
 * so that what says so is one of the statuses that may pass.
 */
export function meaningWhileDown(status: number, downMs: number, policy: FollowPolicy): StatusMeaning {
  const meaning = meaningOf(status, policy);
  return meaning === "busy" && downMs >= BUSY_FOR_MS ? "retry" : meaning;
}

/** The class of a status, such as `4xx`; a class is its own. */
export function classOf(status: StatusPattern): StatusPattern {
  return typeof status === "string" ? status : (`${Math.floor(status / 100)}xx` as StatusPattern);
}
