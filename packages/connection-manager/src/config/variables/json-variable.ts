import { asRecord, parsedJson } from "../../json.ts";
import { type Environment, optional } from "./environment.ts";

/** What a variable's JSON must be. Values are not shown: somebody may have put a secret there. */
export interface JsonRule<Value> {
  /** In words, with an example. */
  readonly words: string;
  isGood(value: unknown): value is Value;
}

/** What a variable's JSON stands for; undefined when it is not set, or something else. */
export function jsonOf<Value>(
  environment: Environment,
  name: string,
  { words, isGood }: JsonRule<Value>,
  problems: string[],
): Value | undefined {
  const text = optional(environment, name);
  if (text === undefined) return undefined;
  const value = parsedJson(text);
  if (isGood(value)) return value;
  problems.push(`${name} must be ${words}`);
  return undefined;
}

/** The entries of a list with commas; undefined when the variable is not set. */
export function listOf(environment: Environment, name: string): string[] | undefined {
  return optional(environment, name)
    ?.split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return asRecord(value) !== undefined;
}

export function isObjects(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.every(isObject);
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}
