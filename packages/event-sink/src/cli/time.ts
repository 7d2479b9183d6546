import { UsageError } from "./usage-error.ts";

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
 * @throws {UsageError} when it is neither
 */
export function timeMs(flag: string, text: string, nowMs: number): number {
  const [, amount = "", unit = ""] = DURATION.exec(text) ?? [];
  const agoMs = Number(amount) * (UNIT_MS[unit] ?? Number.NaN);
  if (!Number.isNaN(agoMs)) return Math.round(nowMs - agoMs);
  const { time, zone } = ISO_TIME.exec(text)?.groups ?? {};
  const ms = ISO_TIME.test(text) ? Date.parse(time && !zone ? `${text}Z` : text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}: give a duration before now, such as 10m, or a time, such as 2026-01-31T12:00Z`,
  );
}
