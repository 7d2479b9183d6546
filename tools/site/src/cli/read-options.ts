import { Command, CommanderError } from "commander";
import { WrongOptionError } from "../errors.ts";

const MAX_PORT = 65_535;

/** The same wherever it is printed, in characters. */
const HELP_WIDTH = 120;

const HELP = `
Pages are those of docs/, the README of each package, CONTRIBUTING and the API reference, which is made of the docstrings. No network is needed.

Exit codes: 0 built; 1 a link leads nowhere, the sidebar or the reference is incomplete, or it cannot be built or served; 2 wrong option;
130 Ctrl-C, 143 SIGTERM. While it is served, Ctrl-C is how it ends: 0.`;

/** What the command line asks for. */
export interface Options {
  /** With a slash at both ends. */
  readonly base: string;
  /** Where the site is served when it has been built; undefined when it is not. */
  readonly port: number | undefined;
}

interface Given {
  readonly base: string;
  readonly serve?: true;
  readonly port?: string;
}

/** What a base may be: names between slashes. */
const BASE = /^\/([\w.-]+\/)*$/;

/**
 * Reads the command line.
 *
 * @returns the help, as a text, when it is asked for
 * @throws {WrongOptionError} with one line that says what is allowed
 */
export function readOptions(argv: readonly string[]): Options | string {
  let text = "";
  const command = new Command("docs")
    .description(
      "Builds the documentation as a site, into tools/site/dist/site, and checks every link and anchor in it.",
    )
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({
      writeOut: (part) => {
        text += part;
      },
      writeErr: () => undefined,
    })
    .exitOverride()
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .helpOption("-h, --help", "show this text")
    .option("--base <path>", "where the site will be on its host, such as /unbounded-streams/", "/")
    .option("--serve", "then serve it to this machine until Ctrl-C")
    .option("--port <number>", "with --serve; 0, the default, for a free one")
    .addHelpText("after", HELP);
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return text;
    throw new WrongOptionError(error.message.replace(/^error: /, ""));
  }
  return checked(command.opts<Given>());
}

function checked({ base, serve, port }: Given): Options {
  if (!BASE.test(base)) {
    throw new WrongOptionError(
      `--base is ${JSON.stringify(base)}: give names between slashes, such as /unbounded-streams/`,
    );
  }
  if (port !== undefined && !serve) throw new WrongOptionError("--port is for --serve");
  return { base, port: serve ? portOf(port ?? "0") : undefined };
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port <= MAX_PORT) return port;
  throw new WrongOptionError(`--port is ${JSON.stringify(text)}: give a whole number from 0 to ${MAX_PORT}`);
}
