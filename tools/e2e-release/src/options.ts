import { parseArgs } from "node:util";
import { WrongOptionError } from "./errors.ts";

/** What the command says of itself. */
export const HELP = `Releases all packages, from a copy of the workspace, to a registry that it starts on the loopback interface; installs each alone in an
empty folder by npm, pnpm and yarn, runs the programs of its README there, type-checks and bundles it, runs them on
other runtimes and with the lowest peers; then patches event-sink and releases again.

  pnpm e2e:release [--only NAMES] [--keep] [--help]

  --only   packages, with commas between them, such as event-sink,cdk; all by default. The second release is a part of event-sink
  --keep   keeps the folder that it works in

What is not ours comes from the registry that npm is configured with. The last line is "N passed, N failed"; the exit code is 0 when none failed,
1 when some did, 2 when it could not begin.
`;

/** What the command line asks for. */
export interface Options {
  /** Packages without the scope; undefined for all. */
  readonly only: readonly string[] | undefined;
  readonly keep: boolean;
}

/**
 * Reads the command line.
 *
 * @param names of the packages, without the scope
 * @throws {WrongOptionError} with one line that says what is allowed
 */
export function readOptions(argv: readonly string[], names: readonly string[]): Options | "help" {
  const given = parsed(argv);
  if (given.help) return "help";
  const only = given.only?.split(",").map((name) => name.trim());
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new WrongOptionError(`--only ${unknown}: allowed are ${names.join(", ")}`);
  return { only, keep: given.keep ?? false };
}

function parsed(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { only: { type: "string" }, keep: { type: "boolean" }, help: { type: "boolean" } },
    });
    return values;
  } catch (error) {
    throw new WrongOptionError(`${(error as Error).message} (see --help)`);
  }
}
