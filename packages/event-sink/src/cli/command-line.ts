import { CommanderError, type Option } from "commander";
import { createCommand, type Given } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** What the command line asks for: to read, or the help or the version, which is a text to print. */
export type CommandLine =
  | { readonly kind: "read"; readonly given: Given }
  | { readonly kind: "print"; readonly text: string };

/**
 * Reads the command line. The last one of two equal flags counts.
 *
 * @throws {UsageError} when it cannot be understood
 */
export function readCommandLine(argv: readonly string[], version: string): CommandLine {
  let text = "";
  let given: Given | undefined;
  const program = createCommand({
    version,
    onRead(options) {
      given = options;
    },
    onText(part) {
      text += part;
    },
  });
  for (const option of program.commands
    .flatMap(({ options }) => options)
    .filter(({ required }) => required)) {
    option.argParser((value) => checkedValue(option, value, argv));
  }
  if (argv.length === 0) throw new UsageError("say what to do: read");
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "print", text };
    throw new UsageError(error.message.replace(/^error: /, ""));
  }
  if (given === undefined) throw new UsageError("say what to do: read");
  return { kind: "read", given };
}

/** A value that looks like an option is taken for a forgotten one, unless it was written as `--flag=value`. */
function checkedValue({ long }: Option, value: string, argv: readonly string[]): string {
  if (/^--?[a-z]/i.test(value) && !argv.includes(`${long}=${value}`))
    throw new UsageError(`${long} needs a value`);
  return value;
}
