import { parseArgs } from "node:util";
import { WrongOptionError } from "./errors.ts";

/** What the command says of itself. */
export const HELP = `Writes what each entry of each published package exports to packages/NAME/api/ENTRY.api.md, from the types as they are built.
A change of the public API is a change of these files, for whoever reviews it to see.

  pnpm api [--check] [--only NAMES] [--help]

  --check   writes nothing; exit code 1 when a file is not what would be written
  --only    packages, with commas between them, such as event-sink,cdk; all by default
`;

/** What the command line asks for. */
export interface Options {
  readonly check: boolean;
  /** Packages without the scope; undefined for all. */
  readonly only: readonly string[] | undefined;
}

/**
 * Reads the command line.
 *
 * @param names of the packages, without the scope
 * @throws {WrongOptionError} with one line that says what is allowed
 */
export function readOptions(argv: readonly string[], names: readonly string[]): Options | "help" {
  const { check = false, help, ...given } = parsed(argv);
  if (help) return "help";
  const only = given.only?.split(",").map((name) => name.trim());
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new WrongOptionError(`--only ${unknown}: allowed are ${names.join(", ")}`);
  return { check, only };
}

function parsed(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { check: { type: "boolean" }, only: { type: "string" }, help: { type: "boolean" } },
    });
    return values;
  } catch (error) {
    throw new WrongOptionError(`${(error as Error).message} (see --help)`);
  }
}
