import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Extent } from "../arena.ts";
import { WrongOptionError } from "../errors.ts";
import { SUITE_NAMES, type SuiteName } from "../suites/suite.ts";

/** What a command line asks for. */
export type CliRequest =
  | { readonly kind: "help"; readonly text: string }
  | {
      readonly kind: "run";
      readonly suites: readonly SuiteName[];
      readonly json: boolean;
      readonly extent: Extent;
    };

const REPETITIONS = 9;
const QUICK_REPETITIONS = 2;
const MINUTES = 10;
const QUICK_MINUTES = 0.02;

interface Values {
  only?: SuiteName;
  json?: true;
  repetitions?: number;
  quick?: true;
  filter?: string;
  minutes?: number;
  profile?: string;
}

/** @throws WrongOptionError */
export function readCommandLine(argv: readonly string[]): CliRequest {
  const command = createCommand();
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { kind: "help", text: command.helpInformation() };
    throw new WrongOptionError(`${error.message.replace(/^error: /, "").replaceAll("\n", " ")}; see --help`);
  }
  const { only, json = false, quick = false, filter, profile, ...given } = command.opts<Values>();
  return {
    kind: "run",
    suites: only === undefined ? SUITE_NAMES : [only],
    json,
    extent: {
      quick,
      filter,
      profile,
      repetitions: given.repetitions ?? (quick ? QUICK_REPETITIONS : REPETITIONS),
      minutes: given.minutes ?? (quick ? QUICK_MINUTES : MINUTES),
    },
  };
}

function createCommand(): Command {
  return new Command("bench")
    .description(
      "Measures the packages beside their peers, in turns, each in a process of its own. A full run writes its section of " +
        "docs/benchmarks.md; with --quick, --filter or --profile nothing is written. The ratio is ours to theirs: of a " +
        "throughput more is better, of a cost (memory, CPU, start-up) less.",
    )
    .addOption(new Option("--only <suite>", "one suite instead of all").choices([...SUITE_NAMES]))
    .option("--json", "one line of JSON on standard output; progress goes to standard error in any case")
    .option(
      "--repetitions <n>",
      `rounds of each contest (default: ${REPETITIONS}, quick ${QUICK_REPETITIONS})`,
      count,
    )
    .option("--quick", "little of everything, to see that it works: the figures mean nothing")
    .option(
      "--filter <name>",
      "only contests whose name contains this; progress lines begin with their names",
    )
    .option("--minutes <n>", `length of the sink's long run (default: ${MINUTES})`, positive)
    .option("--profile <folder>", "CPU profiles of the contestants, to look at; they slow it down")
    .allowExcessArguments(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride();
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 1000) return value;
  throw new InvalidArgumentError("give a whole number, 1 to 1000.");
}

function positive(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= 1440) return value;
  throw new InvalidArgumentError("give minutes, over 0 and up to 1440.");
}
