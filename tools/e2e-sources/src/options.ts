import { parseArgs } from "node:util";
import { WrongOptionError } from "./errors.ts";
import { GROUPS } from "./source-server.ts";

const DEFAULT_JOBS = 4;
const MAX_JOBS = 16;

/** What the command says of itself. */
export const HELP = `Runs streams of servers that others wrote through the relay of apps/local, each over handovers and a SIGKILL of the server, and
compares the table with what was published.

  pnpm e2e:sources [--only NAMES] [--jobs N] [--json] [--help]

  --only   servers or groups (${GROUPS.join(", ")}), with commas between them; all by default
  --jobs   how many run side by side, 1 to ${MAX_JOBS}; ${DEFAULT_JOBS} by default
  --json   prints the results as one JSON object

A server that is not on this machine counts as failed; --only leaves it out. Progress is on standard error. The last line is
"N passed, N failed"; the exit code is 0 when none failed, 1 when some did, 2 for a wrong option, 130 after Ctrl-C.
`;

/** What the command line asks for. */
export interface Options {
  /** Names of servers and groups; undefined for all. */
  readonly only: readonly string[] | undefined;
  readonly jobs: number;
  readonly json: boolean;
}

/**
 * Reads the command line.
 *
 * @throws WrongOptionError with one line that says what is allowed
 */
export function readOptions(argv: readonly string[]): Options | "help" {
  const given = parsed(argv);
  if (given.help) return "help";
  const only = given.only?.split(",").map((name) => name.trim());
  return { only, jobs: jobsOf(given.jobs), json: given.json ?? false };
}

function parsed(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        only: { type: "string" },
        jobs: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    return values;
  } catch (error) {
    throw new WrongOptionError(`${(error as Error).message} (see --help)`);
  }
}

function jobsOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_JOBS;
  const jobs = /^\d+$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= MAX_JOBS) return jobs;
  throw new WrongOptionError(`--jobs ${text}: allowed is a whole number from 1 to ${MAX_JOBS}`);
}
