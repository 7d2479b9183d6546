import { readFileSync } from "node:fs";
import { InvalidPropsError, UnboundedStreams } from "@unbounded-streams/cdk";
import { App, Stack } from "aws-cdk-lib";
import type { CloudConfig } from "./config.ts";
import { configField } from "./config-fields.ts";
import { constructProps } from "./construct-props.ts";
import { type ConfigProblem, ConfigUnreadableError, InvalidConfigError } from "./errors.ts";

/**
 * Reads a config file and checks all of it.
 *
 * @throws ConfigUnreadableError (`CONFIG_UNREADABLE`) when there is no such file, or it is not JSON
 * @throws InvalidConfigError (`CONFIG_INVALID`) that lists everything that is wrong
 */
export function readConfig(file: string): CloudConfig {
  return checkedConfig(parsed(file), file);
}

/** @param file as messages call it */
export function checkedConfig(given: unknown, file: string): CloudConfig {
  const { value = {}, problems } = configField(given, "");
  const good = value as CloudConfig;
  const all = [...problems, ...constructProblems(good, problems)];
  if (all.length > 0) throw new InvalidConfigError(file, all);
  return good;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ConfigUnreadableError(file, error instanceof Error ? error.message : String(error));
  }
}

/** What the construct says against the values, tried in an app that nobody deploys; without what is known to be wrong. */
function constructProblems(config: CloudConfig, known: readonly ConfigProblem[]): ConfigProblem[] {
  const stack = new Stack(new App({ autoSynth: false }), "Trial");
  try {
    const source = config.sources === undefined ? (config.source ?? {}) : config.source;
    new UnboundedStreams(stack, "Streams", constructProps(stack, { ...config, ...(source && { source }) }));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPropsError)) throw error;
    return error.problems
      .filter((problem) => !known.some(({ message }) => subject(message) === subject(problem)))
      .filter((problem) => hasSource(config) || !problem.startsWith("source."))
      .map((message) => ({ code: "VALUE_REFUSED", message }));
  }
}

function hasSource({ source, sources }: CloudConfig): boolean {
  return source !== undefined || sources !== undefined;
}

/** What a sentence is about: its first word. */
function subject(sentence: string): string | undefined {
  return sentence.split(" ", 1)[0];
}
