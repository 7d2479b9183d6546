import { isKeptValues } from "../session/kept-headers.ts";

/**
 * What a source has asked of those who follow a stream, and that outlives a process: keep it, and go on with it as the
 * `history` of the next one. Plain JSON; moments in epoch milliseconds.
 */
export interface FollowHistory {
  /** The source asked for no request before: by `Retry-After`, or by a status that has a least pause. */
  readonly notBeforeMs?: number;
  /** Refusals since the last sound connection, for each of the policy's `leastPauses` in their order. */
  readonly refusals?: readonly number[];
  /** Times that the source has said within a response that it fails, or cannot go on, since it last sent an event. */
  readonly failures?: number;
  /** Since when the source says that there is no such stream, which has been up before. */
  readonly goneSinceMs?: number;
  /**
   * Values by name of the headers that are kept (`keepHeaders`), with which another process goes on with the session. They are
   * keys: keep them where keys may be.
   */
  readonly kept?: Readonly<Record<string, string>>;
}

/** What is wrong with a history; empty when nothing is. */
export function historyProblems({
  notBeforeMs,
  refusals = [],
  failures,
  goneSinceMs,
  kept = {},
}: FollowHistory): string[] {
  const problems: string[] = [];
  if (failures !== undefined && !isCount(failures)) {
    problems.push(`history.failures is ${failures}: it must be a whole number, 0 or more`);
  }
  for (const [name, value] of Object.entries({ notBeforeMs, goneSinceMs })) {
    if (value !== undefined && !isCount(value)) {
      problems.push(`history.${name} is ${value}: it must be epoch milliseconds, a whole number`);
    }
  }
  if (!Array.isArray(refusals) || !refusals.every(isCount)) {
    problems.push("history.refusals must be a list of whole numbers, 0 or more");
  }
  if (!isKeptValues(kept)) {
    problems.push("history.kept must be an object of headers and their values, of 4 KiB at most each");
  }
  return problems;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
