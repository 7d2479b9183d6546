import type { StateMachineDefinition } from "../asl.ts";
import { buildStateMachine } from "../build-state-machine.ts";
import { InvalidOptionsError } from "../errors.ts";
import { describeProblem, type RawOptions } from "../option-problem.ts";
import { assertOptions } from "../options.ts";
import { toJson } from "../render/json.ts";
import { toMermaid } from "../render/mermaid.ts";
import { type SamOptions, toSam } from "../render/sam.ts";
import { toTerraform } from "../render/terraform.ts";
import { type ServerlessEntry, toYaml } from "../render/yaml.ts";
import { FORMATS, type Format, flagThatSets, helpText } from "./flags.ts";
import { type Arguments, readArguments, UsageError } from "./read-arguments.ts";

/** What the command line program touches of the world. */
export interface CliWorld {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly version: string;
  writeFile(path: string, text: string): void;
}

/** What the program's exit codes mean. */
export const EXIT_CODES = { done: 0, notWritten: 1, wrongOption: 2 } as const;

/**
 * The command line program.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code: 0 done, 1 the output file could not be written, 2 a wrong option; what is wrong stands on one
 * line of `stderr`
 */
export function runCli(argv: readonly string[], world: CliWorld): number {
  try {
    const read = readArguments(argv);
    if (read.help === true) return print(world, helpText());
    if (read.version === true) return print(world, `${world.version}\n`);
    const text = render(build(read), read);
    return typeof read.output === "string" ? save(world, read.output, text) : print(world, text);
  } catch (error) {
    const message = messageOf(error);
    if (message === undefined) throw error;
    return complain(world, message, EXIT_CODES.wrongOption);
  }
}

function build(read: Arguments): StateMachineDefinition {
  const raw: RawOptions = {
    strategy: read.strategy,
    functionArn: read["function-arn"],
    lifetimeSeconds: toNumber(read.lifetime),
    waitSeconds: toNumber(read.wait),
    tableName: read.table,
    handoverLeadSeconds: toNumber(read["handover-lead"]),
    maxTurns: toNumber(read["max-turns"]),
    taskName: read["task-name"],
    partition: read.partition,
    comment: read.comment,
  };
  assertOptions(raw);
  return buildStateMachine(raw);
}

/** The number if the text is one in digits, else the text, so that a complaint shows it as it was typed. */
function toNumber(text: string | true | undefined): unknown {
  return typeof text === "string" && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function render(definition: StateMachineDefinition, read: Arguments): string {
  const format = formatOf(read);
  const serverless = serverlessEntryOf(read, format);
  const sam = samOptionsOf(read, format);
  switch (format) {
    case "json":
      return toJson(definition);
    case "yaml":
      return toYaml(definition, serverless === undefined ? {} : { serverless });
    case "mermaid":
      return toMermaid(definition);
    case "sam":
      return toSam(definition, sam);
    case "terraform":
      return toTerraform(definition);
  }
}

function formatOf({ format = "json" }: Arguments): Format {
  const known = FORMATS.find((name) => name === format);
  if (known === undefined) {
    throw new UsageError(`--format is ${JSON.stringify(format)}, allowed is ${FORMATS.join(", ")}`);
  }
  return known;
}

function serverlessEntryOf(read: Arguments, format: Format): ServerlessEntry | undefined {
  const { serverless: id, "machine-name": name, "http-path": path } = read;
  if (id === undefined && name !== undefined) throw new UsageError("--machine-name needs --serverless");
  if (id === undefined && path !== undefined) throw new UsageError("--http-path needs --serverless");
  if (typeof id !== "string") return undefined;
  if (format !== "yaml") throw new UsageError("--serverless needs --format yaml");
  return {
    id,
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof path === "string" ? { path } : {}),
  };
}

function samOptionsOf({ "sam-id": id }: Arguments, format: Format): SamOptions {
  if (typeof id !== "string") return {};
  if (format !== "sam") throw new UsageError("--sam-id needs --format sam");
  return { id };
}

function print(world: CliWorld, text: string): number {
  world.stdout.write(text);
  return EXIT_CODES.done;
}

function save(world: CliWorld, path: string, text: string): number {
  try {
    world.writeFile(path, text);
    return EXIT_CODES.done;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return complain(world, `--output could not be written: ${reason}`, EXIT_CODES.notWritten);
  }
}

function complain(world: CliWorld, message: string, exitCode: number): number {
  world.stderr.write(`asl-builder: ${message}\n`);
  return exitCode;
}

function messageOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message}; see --help`;
  if (!(error instanceof InvalidOptionsError)) return undefined;
  const problems = error.problems.map((problem) => describeProblem(problem, flagThatSets(problem.option)));
  return problems.join("; ");
}
