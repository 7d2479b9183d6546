import { headerProblems, parseKeyScheme } from "@unbounded-streams/connection-manager/source-checks";
import { Token } from "aws-cdk-lib";
import type { SourceProps } from "../../props/source-props.ts";
import { shown } from "../rules/problems.ts";

/** What is wrong with how the source's key is found and sent, one sentence each. */
export function keyProblems({ key, keyField, keyScheme }: SourceProps): string[] {
  const problems = Object.entries({ keyField, keyScheme })
    .filter(([, value]) => value !== undefined && key === undefined)
    .map(([name]) => `source.${name} is given but source.key is not: give the secret that the key is in`);
  if (keyField === "") problems.push("source.keyField is empty: give the name of a field, or leave it out");
  if (keyScheme === undefined || Token.isUnresolved(keyScheme)) return problems;
  const scheme = parseKeyScheme(keyScheme);
  if (scheme === undefined) {
    problems.push(
      `source.keyScheme is ${shown(keyScheme)}: it must be Bearer, Basic, header:NAME such as header:X-Api-Key, or query:NAME`,
    );
  }
  if (scheme?.in === "header") {
    problems.push(...headerProblems({ [scheme.name]: "" }).map((problem) => `source.keyScheme: ${problem}`));
  }
  return problems;
}
