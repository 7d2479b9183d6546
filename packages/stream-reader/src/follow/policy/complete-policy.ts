import { MAX_TIMEOUT_MS } from "../../limits.ts";
import {
  classOf,
  isStatus,
  isStatusClass,
  STATUS_CLASSES,
  type StatusPattern,
} from "../../status-pattern.ts";
import { DEFAULT_FOLLOW_POLICY, type FollowPolicy, type LeastPause } from "./follow-policy.ts";
import { REOPENING } from "./reopening.ts";
import { STATUS_LISTS } from "./status-meaning.ts";

/**
 * The whole of a policy. A status that is given to a list leaves the default's other lists; `goneOn` is left with its class too.
 *
 * @param problems where what is wrong is added, one sentence each
 */
export function completePolicy(given: Partial<FollowPolicy>, problems: string[]): FollowPolicy {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    problems.push(`the policy is ${JSON.stringify(given)}: it must be an object of rules`);
    return DEFAULT_FOLLOW_POLICY;
  }
  const problemsBefore = problems.length;
  for (const [name, value] of Object.entries(given)) problems.push(...problemsOf(name, value));
  if (problems.length > problemsBefore) return DEFAULT_FOLLOW_POLICY;
  const claimed = STATUS_LISTS.flatMap((list) => given[list] ?? []);
  for (const pattern of new Set(claimed.filter((pattern, index) => claimed.indexOf(pattern) !== index))) {
    problems.push(`the policy names ${pattern} twice: keep it in one of ${STATUS_LISTS.join(", ")}`);
  }
  const policy: FollowPolicy = { ...DEFAULT_FOLLOW_POLICY, ...given };
  const kept = (list: readonly StatusPattern[]) => list.filter((pattern) => !claimed.includes(pattern));
  return {
    ...policy,
    end: given.end ?? (kept(policy.end) as number[]),
    refuse: given.refuse ?? kept(policy.refuse),
    retry: given.retry ?? kept(policy.retry),
    busy: given.busy ?? kept(policy.busy),
    refreshOn: given.refreshOn ?? kept(policy.refreshOn),
    restartOn: given.restartOn ?? kept(policy.restartOn),
    goneOn: given.goneOn ?? kept(policy.goneOn).filter((status) => !claimed.includes(classOf(status))),
  };
}

function problemsOf(name: string, value: unknown): string[] {
  const problem = (rule: string) => [`policy.${name} is ${JSON.stringify(value)}: it must be ${rule}`];
  switch (name) {
    case "end":
      return isListOf(value, isStatus)
        ? []
        : problem("a list of statuses from 200 to 599, or close codes from 1000 to 4999");
    case "refuse":
    case "retry":
    case "busy":
    case "refreshOn":
    case "restartOn":
    case "goneOn":
    case "sessionGoneOn":
      return isListOf(value, isPattern)
        ? []
        : problem(
            `a list of statuses (200 to 599), close codes (1000 to 4999), ${STATUS_CLASSES.join(", ")}`,
          );
    case "reopenOn":
    case "reopenOnceUp":
      return isListOf(value, isCode) ? [] : problem("a list of codes of StreamError");
    case "leastPauses":
      return isListOf(value, isLeastPause)
        ? []
        : problem(
            `a list of { on, firstMs, maxMs }: statuses, and whole milliseconds, 0 to ${MAX_TIMEOUT_MS}, the first no longer than the longest`,
          );
    case "reopenClosed":
      return typeof value === "boolean" ? [] : problem("true or false");
    case "maxAttempts":
      return value === null || isWhole(value, 1, Number.MAX_SAFE_INTEGER)
        ? []
        : problem("null, or a whole number, 1 or more");
    case "maxElapsedMs":
      return value === null || isWhole(value, 0, Number.MAX_SAFE_INTEGER)
        ? []
        : problem("null, or whole milliseconds, 0 or more");
    case "goneAfterMs":
    case "firstDelayMs":
    case "baseDelayMs":
    case "maxDelayMs":
    case "maxRetryAfterMs":
    case "maxRetryMs":
    case "soundAfterMs":
      return isWhole(value, 0, MAX_TIMEOUT_MS) ? [] : problem(`whole milliseconds, 0 to ${MAX_TIMEOUT_MS}`);
  }
  return [
    `policy.${name} is no rule of a policy: allowed are ${Object.keys(DEFAULT_FOLLOW_POLICY).join(", ")}`,
  ];
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isPattern(value: unknown): boolean {
  return isStatus(value) || isStatusClass(value);
}

function isLeastPause(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { on, firstMs, maxMs, ...others } = value as Partial<Record<keyof LeastPause, unknown>>;
  return (
    isListOf(on, isPattern) &&
    isWhole(maxMs, 0, MAX_TIMEOUT_MS) &&
    isWhole(firstMs, 0, Number(maxMs)) &&
    Object.keys(others).length === 0
  );
}

function isCode(value: unknown): boolean {
  return typeof value === "string" && Object.hasOwn(REOPENING, value);
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
