import { assertOptions } from "../assert-options.ts";
import { buildStateMachine } from "../build-state-machine.ts";
import { InvalidOptionsError } from "../errors.ts";
import { describeProblem, type RawOptions } from "../options/problem.ts";
import type { StateMachineDefinition } from "../states/asl.ts";
import { readCommandLine } from "./command-line.ts";
import { FLAGS } from "./flags.ts";
import { writeFormat } from "./formats.ts";
import type { Given } from "./given.ts";
import { UsageError } from "./usage-error.ts";

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
    const commandLine = readCommandLine(argv, world.version);
    if (commandLine.kind === "print") return print(world, commandLine.text);
    const { given } = commandLine;
    const text = writeFormat(build(given), given);
    return given.output === undefined ? print(world, text) : save(world, given.output, text);
  } catch (error) {
    const message = messageOf(error);
    if (message === undefined) throw error;
    return complain(world, message, EXIT_CODES.wrongOption);
  }
}

function build(given: Given): StateMachineDefinition {
  const raw: RawOptions = {
    strategy: given.strategy,
    functionArn: given.functionArn,
    lifetimeSeconds: toNumber(given.lifetime),
    waitSeconds: toNumber(given.wait),
    tableName: given.table,
    handoverLeadSeconds: toNumber(given.handoverLead),
    maxTurns: toNumber(given.maxTurns),
    carrierMachineArn: given.carrierMachine,
    fleet: given.fleet,
    taskName: given.taskName,
    partition: given.partition,
    comment: given.comment,
  };
  assertOptions(raw);
  return buildStateMachine(raw);
}

/** The number if the text is one in digits, else the text, so that a complaint shows it as it was typed. */
function toNumber(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
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
  world.stderr.write(`asl-builder: ${message.replaceAll(/[\r\n]+/g, " ")}\n`);
  return exitCode;
}

function messageOf(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message}; see --help`;
  if (!(error instanceof InvalidOptionsError)) return undefined;
  return error.problems
    .map((problem) => describeProblem(problem, FLAGS[problem.option as keyof typeof FLAGS]))
    .join("; ");
}
