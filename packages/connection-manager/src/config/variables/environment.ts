import { isTable } from "@unbounded-streams/dynamodb-request";
import { refuse, refuseWord } from "./problems.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as one that is not set. */
export function optional(environment: Environment, name: string): string | undefined {
  return environment[name] === "" ? undefined : environment[name];
}

export function required(
  environment: Environment,
  name: string,
  meaning: string,
  problems: string[],
): string {
  const value = optional(environment, name);
  if (value === undefined) problems.push(`${name} is not set: it must be ${meaning}`);
  return value ?? "";
}

export function wholeNumber(
  environment: Environment,
  name: string,
  { least, most }: { readonly least: number; readonly most?: number },
  problems: string[],
): number | undefined {
  const text = optional(environment, name);
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least && value <= (most ?? value)) return value;
  const range = most === undefined ? `${least} or more` : `${least} to ${most}`;
  refuse(name, text, `a whole number, ${range}`, problems);
  return undefined;
}

/** One of a few words; undefined when the variable is not set, or another word. */
export function oneOf<Word extends string>(
  environment: Environment,
  name: string,
  words: readonly Word[],
  problems: string[],
): Word | undefined {
  const text = optional(environment, name);
  const word = words.find((allowed) => allowed === text);
  if (text !== undefined && word === undefined) {
    refuseWord(name, text, words, problems);
  }
  return word;
}

/** Whether a variable is `true`; it may be `false`, or not set. */
export function isTrue(environment: Environment, name: string, problems: string[]): boolean {
  return oneOf(environment, name, ["true", "false"], problems) === "true";
}

export function tableOf(environment: Environment, name: string, meaning: string, problems: string[]): string {
  const table = required(environment, name, meaning, problems);
  if (table !== "" && !isTable(table)) {
    refuse(name, table, "3 to 255 of a-z A-Z 0-9 _ . - or a table's ARN", problems);
  }
  return table;
}
