import { parseArgs } from "node:util";
import { WrongOptionError } from "./errors.ts";

const DEFAULT_FOLDER = ".unbounded-streams/e2e-browser";

/** What the command says of itself. */
export const HELP = `Looks at the page of streams with a real browser: runs streams through the relay of apps/local, with handovers, kills and gaps, and
compares what the page shows with the run's report, element by element.

  pnpm e2e:browser [--screenshots FOLDER] [--pictures FOLDER] [--help]

  --screenshots   where pictures of the page go; ${DEFAULT_FOLDER} by default
  --pictures      where those for the documentation go, watch.png and watch-dark.png; by default none are taken

The browser is chromium, chromium-browser or google-chrome of the PATH, or else that of the package @sparticuz/chromium. Progress is on standard
error. The last line is "N passed, N failed"; the exit code is 0 when none failed, 1 when some did, 2 for a wrong option or without a browser.
`;

/** What the command line asks for. */
export interface Options {
  readonly screenshots: string;
  readonly pictures: string | undefined;
}

/**
 * Reads the command line.
 *
 * @throws WrongOptionError with one line that says what is allowed
 */
export function readOptions(argv: readonly string[]): Options | "help" {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        screenshots: { type: "string" },
        pictures: { type: "string" },
        help: { type: "boolean" },
      },
    });
    const { screenshots = DEFAULT_FOLDER, pictures } = values;
    return values.help ? "help" : { screenshots, pictures };
  } catch (error) {
    throw new WrongOptionError(`${(error as Error).message} (see --help)`);
  }
}
