import { parseArgs } from "node:util";
import { WrongOptionError } from "@unbounded-streams/e2e-browser/errors";

const DEFAULT_FOLDER = ".unbounded-streams/e2e-docs";

/** What the command says of itself. */
export const HELP = `Builds the documentation site and looks at it with a real browser: its home page, its search, the API reference, the calculator.

  pnpm e2e:docs [--screenshots FOLDER] [--help]

  --screenshots   where pictures of pages go; ${DEFAULT_FOLDER} by default

Progress is on standard error. The last line is "N passed, N failed"; the exit code is 0 when none failed, 1 when some did or the site cannot be
built, 2 for a wrong option or without a browser, 130 after Ctrl-C.
`;

/** What the command line asks for. */
export interface Options {
  readonly screenshots: string;
}

/**
 * Reads the command line.
 *
 * @throws {WrongOptionError} with one line that says what is allowed
 */
export function readOptions(argv: readonly string[]): Options | "help" {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { screenshots: { type: "string" }, help: { type: "boolean" } },
    });
    return values.help ? "help" : { screenshots: values.screenshots ?? DEFAULT_FOLDER };
  } catch (error) {
    throw new WrongOptionError(`${(error as Error).message} (see --help)`);
  }
}
