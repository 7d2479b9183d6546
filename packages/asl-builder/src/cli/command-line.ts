import { type Command, CommanderError, type Option } from "commander";
import { createCommand } from "./command.ts";
import type { Given } from "./given.ts";
import { UsageError } from "./usage-error.ts";

/** What the command line asks for: a machine, or the help or the version, which is a text to print. */
export type CommandLine =
  | { readonly kind: "build"; readonly given: Given }
  | { readonly kind: "print"; readonly text: string };

/**
 * Reads the command line. The last one of two equal flags counts.
 *
 * @throws UsageError for the first argument that is not an option, or an option that has no value or must have none
 */
export function readCommandLine(argv: readonly string[], version: string): CommandLine {
  let text = "";
  const writeOut = (part: string) => {
    text += part;
  };
  const command = createCommand(version)
    .configureOutput({ writeOut, writeErr: () => undefined })
    .exitOverride();
  for (const option of command.options.filter(({ required }) => required)) {
    option.argParser((value) => checkedValue(option, value, argv));
  }
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "print", text };
    throw new UsageError(complaintOf(error, command));
  }
  return { kind: "build", given: command.opts<Given>() };
}

/** A value that looks like an option is taken for a forgotten one, unless it was written as `--flag=value`. */
function checkedValue({ long }: Option, value: string, argv: readonly string[]): string {
  if (/^--?[a-z]/i.test(value) && !argv.includes(`${long}=${value}`))
    throw new UsageError(`${long} needs a value`);
  return value;
}

function complaintOf({ code, message }: CommanderError, command: Command): string {
  const [, named = ""] = /'(.*)'/s.exec(message) ?? [];
  switch (code) {
    case "commander.unknownOption":
      return complaintOfUnknown(named, command);
    case "commander.optionMissingArgument":
      return `${command.options.find(({ flags }) => flags === named)?.long} needs a value`;
    case "commander.excessArguments":
      return `unexpected argument ${JSON.stringify(command.args[0])}`;
    default:
      return message;
  }
}

function complaintOfUnknown(word: string, command: Command): string {
  const [flag = ""] = word.split("=");
  const known = command.createHelp().visibleOptions(command);
  if (known.some(({ long, short }) => flag === long || flag === short)) return `${flag} takes no value`;
  return `unknown option ${flag}, allowed are ${known.map(({ long }) => long).join(", ")}`;
}
