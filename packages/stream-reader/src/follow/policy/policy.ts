import type { StreamErrorCode } from "../../errors/stream-error.ts";
import { MAX_TIMEOUT_MS } from "../../limits.ts";
import { REOPENING } from "./reopening.ts";

/** A status, or all of a class that are not named by themselves. */
export type StatusPattern = number | "3xx" | "4xx" | "5xx";

/**
 * What a stream that is followed does after each connection. Plain JSON. Durations in milliseconds; `null` is no limit.
 * A status that is named by itself counts before its class; a status that no list names is refused for good.
 */
export interface FollowPolicy {
  /** Statuses that end the stream. 204 always does, as for `EventSource` (WHATWG HTML, 9.2.3). Default: `[204]`. */
  readonly end: readonly number[];
  /** Statuses that no retry can mend. Default: `["3xx", "4xx"]`. */
  readonly refuse: readonly StatusPattern[];
  /** Statuses that may pass. Default: `[408, 409, 425, 429, "5xx"]`. */
  readonly retry: readonly StatusPattern[];
  /**
   * Statuses by which a source that allows one connection says that the one before is still there, for a moment: asked
   * again from the first range of pauses, which does not double. Default: none.
   */
  readonly busy: readonly StatusPattern[];
  /** Statuses that ask for new credentials: tried once more with `refresh`, then refused. Default: `[401, 403]`. */
  readonly refreshOn: readonly StatusPattern[];
  /** Statuses that say a cursor is too old: tried once more without it, then refused. Default: `[410]`. */
  readonly restartOn: readonly StatusPattern[];
  /** Errors after which a connection is opened again; every other one is thrown. */
  readonly reopenOn: readonly StreamErrorCode[];
  /** Whether a connection is opened again that the source closed properly. Default: `true`. */
  readonly reopenClosed: boolean;
  /** Range from which the pause after a first fault is drawn. Default: 0, at once. */
  readonly firstDelayMs: number;
  /** Range after the second fault in a row; it doubles at each further one (full jitter). Default: 250. */
  readonly baseDelayMs: number;
  /** Longest range. Default: 15,000. */
  readonly maxDelayMs: number;
  /** Most of what `Retry-After` asks for that is granted. Default: 900,000. */
  readonly maxRetryAfterMs: number;
  /** Most of what SSE's `retry` asks for that is granted. Default: 60,000. */
  readonly maxRetryMs: number;
  /** A connection that was up for so long was sound: what comes after it is a first fault. Default: 1,000. */
  readonly soundAfterMs: number;
  /** Faults in a row, the loss of a sound connection counted, after which the stream is given up. Default: `null`. */
  readonly maxAttempts: number | null;
  /** Longest time from the first fault in a row to the next request. Default: `null`. */
  readonly maxElapsedMs: number | null;
}

/** What a stream is followed by when nothing else is said. */
export const DEFAULT_FOLLOW_POLICY: FollowPolicy = {
  end: [204],
  refuse: ["3xx", "4xx"],
  retry: [408, 409, 425, 429, "5xx"],
  busy: [],
  refreshOn: [401, 403],
  restartOn: [410],
  reopenOn: (Object.keys(REOPENING) as StreamErrorCode[]).filter((code) => REOPENING[code]),
  reopenClosed: true,
  firstDelayMs: 0,
  baseDelayMs: 250,
  maxDelayMs: 15_000,
  maxRetryAfterMs: 900_000,
  maxRetryMs: 60_000,
  soundAfterMs: 1_000,
  maxAttempts: null,
  maxElapsedMs: null,
};

const STATUS_LISTS = ["end", "refuse", "retry", "busy", "refreshOn", "restartOn"] as const;

/** What a status means to a policy: the list that names it. */
export type StatusMeaning = (typeof STATUS_LISTS)[number];

/** The meaning of a status; `refuse` when no list names it or its class. */
export function meaningOf(status: number, policy: FollowPolicy): StatusMeaning {
  const named = (pattern: StatusPattern) =>
    STATUS_LISTS.find((list) => (policy[list] as readonly StatusPattern[]).includes(pattern));
  return named(status) ?? named(`${Math.floor(status / 100)}xx` as StatusPattern) ?? "refuse";
}

/**
 * The whole of a policy. A status that is given to a list leaves the default's other lists.
 *
 * @param problems where what is wrong is added, one sentence each
 */
export function completePolicy(given: Partial<FollowPolicy>, problems: string[]): FollowPolicy {
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
  };
}

function problemsOf(name: string, value: unknown): string[] {
  const problem = (rule: string) => [`policy.${name} is ${JSON.stringify(value)}: it must be ${rule}`];
  switch (name) {
    case "end":
      return isListOf(value, isStatus) ? [] : problem("a list of statuses from 200 to 599");
    case "refuse":
    case "retry":
    case "busy":
    case "refreshOn":
    case "restartOn":
      return isListOf(value, isPattern) ? [] : problem("a list of statuses (200 to 599), 3xx, 4xx or 5xx");
    case "reopenOn":
      return isListOf(value, isCode) ? [] : problem("a list of codes of StreamError");
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

function isStatus(value: unknown): boolean {
  return isWhole(value, 200, 599);
}

function isPattern(value: unknown): boolean {
  return isStatus(value) || value === "3xx" || value === "4xx" || value === "5xx";
}

function isCode(value: unknown): boolean {
  return typeof value === "string" && Object.hasOwn(REOPENING, value);
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
