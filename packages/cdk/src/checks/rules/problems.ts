import type { Duration } from "aws-cdk-lib";
import { Token } from "aws-cdk-lib";

const MOST_SHOWN_CHARS = 80;

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MOST_SHOWN_CHARS ? text : `${text.slice(0, MOST_SHOWN_CHARS)}...`;
}

/** What is wrong with a choice, if one is made. */
export function choiceProblems(
  name: string,
  value: string | undefined,
  allowed: readonly string[],
): string[] {
  if (value === undefined || allowed.includes(value)) return [];
  return [`${name} is ${shown(value)}: allowed are ${allowed.join(", ")}`];
}

/** What a duration may be. Every unit that is given must divide it. */
export interface DurationRule {
  readonly leastMs: number;
  readonly mostMs?: number;
  /** The unit that it must be a whole number of; milliseconds by default. */
  readonly unit?: keyof typeof UNITS_MS;
}

const UNITS_MS = { milliseconds: 1, seconds: 1_000, minutes: 60_000, days: 86_400_000 } as const;

/** What is wrong with a duration, if it is given: it must be known at synthesis, in whole units and in range. */
export function durationProblems(name: string, value: Duration | undefined, rule: DurationRule): string[] {
  if (value === undefined) return [];
  if (value.isUnresolved()) return [`${name} is only known at deployment: give a number`];
  const { leastMs, mostMs = Number.POSITIVE_INFINITY, unit = "milliseconds" } = rule;
  const ms = value.toMilliseconds();
  if (ms >= leastMs && ms <= mostMs && ms % UNITS_MS[unit] === 0) return [];
  const least = leastMs / UNITS_MS[unit];
  const range =
    rule.mostMs === undefined ? `${least} or more` : `${least} to ${rule.mostMs / UNITS_MS[unit]}`;
  return [`${name} is ${ms} ms: it must be whole ${unit}, ${range}`];
}

/** What is wrong with a whole number, if it is given. */
export function wholeNumberProblems(
  name: string,
  value: number | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): string[] {
  if (value === undefined) return [];
  if (Token.isUnresolved(value)) return [`${name} is only known at deployment: give a number`];
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [`${name} is ${shown(value)}: it must be a whole number, ${least} to ${most}`];
}
