import { UsageError } from "../errors.ts";
import { MAX_TIME_MS } from "../limits.ts";

const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?<time>T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?<zone>Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A moment as it is typed, in epoch milliseconds: a duration before now, or an ISO time, in UTC unless it says otherwise.
 *
 * @throws {UsageError} when it is neither, or before 1970
 */
export function timeMs(flag: string, text: string, nowMs: number): number {
  const agoMs = lengthOf(text);
  const ms = agoMs === undefined ? momentOf(text) : Math.round(nowMs - agoMs);
  if (ms >= 0 && ms <= MAX_TIME_MS) return ms;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}: give a duration before now, such as 7d, or a time from 1970 on, such as 2026-01-31T12:00Z`,
  );
}

/**
 * A length of time as it is typed, in milliseconds.
 *
 * @throws {UsageError} when it is none
 */
export function durationMs(flag: string, text: string): number {
  const ms = lengthOf(text);
  if (ms !== undefined && ms <= MAX_TIME_MS) return ms;
  throw new UsageError(`${flag} is ${JSON.stringify(text)}: give a duration, such as 500ms, 1s, 5m`);
}

function lengthOf(text: string): number | undefined {
  const [, amount, unit = ""] = DURATION.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
}

function momentOf(text: string): number {
  const { time, zone } = ISO_TIME.exec(text)?.groups ?? {};
  return ISO_TIME.test(text) ? Date.parse(time && !zone ? `${text}Z` : text) : Number.NaN;
}
