import { CommanderError, type Option } from "commander";
import { UsageError } from "../errors.ts";
import { type Asked, createCommand } from "./command.ts";

/** What the command line asks for: a command, or the help or the version, which is a text to print. */
export type CommandLine = Asked | { readonly kind: "print"; readonly text: string };

/**
 * Reads the command line. The last one of two equal flags counts.
 *
 * @throws {UsageError} when it cannot be understood
 */
export function readCommandLine(argv: readonly string[], version: string): CommandLine {
  let text = "";
  let asked: Asked | undefined;
  const program = createCommand({
    version,
    onAsked(given) {
      asked = given;
    },
    onText(part) {
      text += part;
    },
  });
  for (const option of program.commands.flatMap(({ options }) => options)) {
    if (option.required) option.argParser((value) => checkedValue(option, value, argv));
  }
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "print", text };
    throw new UsageError(error.message.replace(/^error: /, ""));
  }
  if (asked === undefined) throw new UsageError("say what to do: serve, gaps or list");
  return asked;
}

/** A value that looks like an option is taken for a forgotten one, unless it was written as `--flag=value`. */
function checkedValue({ long }: Option, value: string, argv: readonly string[]): string {
  if (value === "" || (/^--?[a-z]/i.test(value) && !argv.includes(`${long}=${value}`)))
    throw new UsageError(`${long} needs a value`);
  return value;
}
