import { headerProblems } from "@unbounded-streams/stream-reader";
import { asRecord, parsedJson } from "../../json.ts";
import { BEARER, type KeyScheme, keyProblem, parseKeyScheme } from "../../source/key-scheme.ts";
import type { KeySource } from "../../source/source-key.ts";
import { type Environment, optional } from "../variables/environment.ts";
import { refuse, refuseBoth } from "../variables/problems.ts";

export const SECRET_ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d+:secret:[\w/+=.@-]+$/;

/** What an ARN of a secret is, in words. */
export const SECRET_ARN_RULE = "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME";

/** How the key is sent: as a bearer, where nothing is said. */
export function keySchemeOf(environment: Environment, problems: string[]): KeyScheme {
  const text = optional(environment, "STREAM_KEY_SCHEME");
  if (text === undefined) return BEARER;
  const scheme = parseKeyScheme(text);
  if (scheme === undefined) {
    refuse(
      "STREAM_KEY_SCHEME",
      text,
      "Bearer, Basic, header:NAME such as header:X-Api-Key, or query:NAME",
      problems,
    );
  }
  if (scheme?.in === "header") {
    problems.push(...headerProblems({ [scheme.name]: "" }).map((problem) => `STREAM_KEY_SCHEME: ${problem}`));
  }
  return scheme ?? BEARER;
}

export function keySourceOf(environment: Environment, scheme: KeyScheme, problems: string[]): KeySource {
  const key = optional(environment, "STREAM_KEY");
  const secretArn = optional(environment, "STREAM_KEY_SECRET_ARN");
  const field = optional(environment, "STREAM_KEY_SECRET_FIELD");
  if (key !== undefined && secretArn !== undefined) {
    refuseBoth("STREAM_KEY", "STREAM_KEY_SECRET_ARN", problems);
  }
  if (field !== undefined && secretArn === undefined) {
    problems.push(
      "STREAM_KEY_SECRET_FIELD is set but STREAM_KEY_SECRET_ARN is not: it names a field of that secret",
    );
  }
  if (key !== undefined) problems.push(...givenKeyProblems(key, scheme));
  if (secretArn !== undefined && !SECRET_ARN.test(secretArn)) {
    refuse("STREAM_KEY_SECRET_ARN", secretArn, SECRET_ARN_RULE, problems);
  }
  if (key !== undefined) return { key };
  return secretArn === undefined ? undefined : { secretArn, field };
}

/** Never the key itself. */
function givenKeyProblems(key: string, scheme: KeyScheme): string[] {
  if (asRecord(parsedJson(key)) !== undefined) {
    return ["STREAM_KEY is a JSON object (it is not shown): give the key that is in it alone"];
  }
  const problem = keyProblem(scheme, key);
  return problem === undefined ? [] : [`STREAM_KEY ${problem} (its value is not shown)`];
}
