import { resolve } from "node:path";
import { asRecord, parsedJson } from "../json.ts";
import { SOURCE_VARIABLES, type SourceVariable } from "../source-definition/source-environment.ts";
import { type SourceSettings, sourceSettings } from "./source/source-settings.ts";
import type { ReadText } from "./source/tls.ts";
import { type Environment, optional } from "./variables/environment.ts";
import { refuse, refuseBoth } from "./variables/problems.ts";

/** Named sources, each with what is said of it. */
export type NamedSources = ReadonlyMap<string, SourceSettings>;

const NAME = /^[A-Za-z0-9-]{1,32}$/;
const SHAPE = 'a JSON object of names and variables, such as {"news":{"STREAM_URI":"https://example.com"}}';

/** Only a source of its own can say these. */
const ADDRESSES = ["STREAM_URL", "STREAM_URI", "STREAM_PATH"];

/** The variables that hold the ARN of a secret. */
const SECRETS: readonly SourceVariable[] = [
  "STREAM_KEY_SECRET_ARN",
  "STREAM_SECRET_HEADERS_ARN",
  "TLS_SECRET_ARN",
];

/** The environment without what it says of a source. */
export function withoutSource(environment: Environment): Environment {
  const names: readonly string[] = SOURCE_VARIABLES;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
}

/**
 * The sources that `SOURCES_FILE`, or `SOURCES`, names: each the variables that stand there, over the function's own. Undefined when
 * there are none, and the function's own are those of its only source.
 */
export function namedSources(
  environment: Environment,
  readText: ReadText,
  problems: string[],
): NamedSources | undefined {
  const given = givenSources(environment, readText, problems);
  if (given === undefined) {
    if (optional(environment, "SOURCE_SECRETS") !== undefined) {
      problems.push("SOURCE_SECRETS is set but no sources are named: set SOURCES_FILE or SOURCES, too");
    }
    return undefined;
  }
  const secrets = secretsOf(environment, given, problems);
  for (const name of ADDRESSES) {
    if (optional(environment, name) !== undefined) {
      problems.push(`${name} is set and sources are named: say it of each of them`);
    }
  }
  const shared = withoutAddress(environment);
  const sources = Object.entries(given).map(([name, variables]) => {
    const found = [...nameProblems(name), ...variableProblems(variables, SOURCE_VARIABLES)];
    const own = {
      ...shared,
      ...texts(variables),
      ...texts(Object.hasOwn(secrets, name) ? secrets[name] : {}),
    };
    const settings = sourceSettings(own, readText, found);
    problems.push(...found.map((problem) => `source ${JSON.stringify(name)}: ${problem}`));
    return [name, settings] as const;
  });
  return new Map(sources);
}

type Given = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function givenSources(environment: Environment, readText: ReadText, problems: string[]): Given | undefined {
  const inline = optional(environment, "SOURCES");
  const file = optional(environment, "SOURCES_FILE");
  if (inline !== undefined && file !== undefined) refuseBoth("SOURCES", "SOURCES_FILE", problems);
  if (inline !== undefined) return overlaysIn("SOURCES", inline, problems);
  if (file === undefined) return undefined;
  try {
    // Lambda says where the function's code is.
    const path = resolve(optional(environment, "LAMBDA_TASK_ROOT") ?? ".", file);
    return overlaysIn(`the file of SOURCES_FILE, ${path},`, readText(path), problems);
  } catch (error) {
    refuse("SOURCES_FILE", file, `a file that can be read (${String(error)})`, problems);
    return {};
  }
}

function overlaysIn(name: string, text: string, problems: string[]): Given {
  const overlays = asRecord(parsedJson(text));
  const isGood = overlays !== undefined && Object.values(overlays).every((entry) => asRecord(entry));
  if (isGood && Object.keys(overlays).length > 0) return overlays as Given;
  problems.push(`${name} must be ${SHAPE}`);
  return {};
}

function secretsOf(environment: Environment, given: Given, problems: string[]): Given {
  const text = optional(environment, "SOURCE_SECRETS");
  if (text === undefined) return {};
  const secrets = overlaysIn("SOURCE_SECRETS", text, problems);
  for (const [name, variables] of Object.entries(secrets)) {
    const found = variableProblems(variables, SECRETS);
    if (!Object.hasOwn(given, name)) found.push("there is no such source");
    problems.push(...found.map((problem) => `SOURCE_SECRETS, source ${JSON.stringify(name)}: ${problem}`));
  }
  return secrets;
}

function nameProblems(name: string): string[] {
  return NAME.test(name) ? [] : ["its name must be 1 to 32 letters, digits or hyphens"];
}

function variableProblems(variables: object, allowed: readonly string[]): string[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (!allowed.includes(name)) return [`${name} is no variable of it: allowed are ${allowed.join(", ")}`];
    return typeof value === "string" ? [] : [`${name} must be text`];
  });
}

function texts(variables: object = {}): Environment {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => typeof value === "string"));
}

function withoutAddress(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ADDRESSES.includes(name)));
}
