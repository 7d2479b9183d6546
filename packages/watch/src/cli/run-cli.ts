import type { Writable } from "node:stream";
import { orAborted } from "../control/or-aborted.ts";
import { UsageError, WatchError } from "../errors.ts";
import { readCommandLine } from "./command-line.ts";
import { createOutput, type Output } from "./output.ts";
import type { Clients } from "./place.ts";
import { gapsAnswer } from "./print-gaps.ts";
import { listAnswer } from "./print-list.ts";
import { servePage } from "./serve-page.ts";

/** What the command line program touches of the world. */
export interface CliWorld {
  readonly stdout: Writable;
  readonly stderr: { write(text: string): unknown };
  readonly signals: Pick<NodeJS.EventEmitter, "once" | "off">;
  readonly version: string;
  readonly clients: Clients;
  /** `WATCH_TOKEN`, if it is set. */
  readonly token: string | undefined;
  /** `WATCH_API_KEY`, if it is set. */
  readonly apiKey: string | undefined;
  /** Opens an address in the user's browser. */
  openInBrowser(url: string): void;
  /** Epoch milliseconds. */
  now(): number;
}

/** What the program's exit codes mean. */
export const EXIT_CODES = {
  done: 0,
  gap: 1,
  wrongOption: 2,
  notRead: 3,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/**
 * The command line program.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code, one of `EXIT_CODES`; what went wrong stands on one line of `stderr`, with its code
 */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  const stop = new AbortController();
  const output = createOutput(world.stdout, () => stop.abort());
  let interrupted: Interruption | undefined;
  const onSignal = (name: Interruption) => {
    interrupted = name;
    stop.abort();
  };
  for (const name of INTERRUPTIONS) world.signals.once(name, onSignal);
  try {
    return await carryOut(argv, { world, output, signal: stop.signal });
  } catch (error) {
    if (interrupted !== undefined) return EXIT_CODES[interrupted];
    return output.failure === undefined ? failed(world, error) : left(world, output.failure);
  } finally {
    for (const name of INTERRUPTIONS) world.signals.off(name, onSignal);
    output.release();
  }
}

type Interruption = "SIGINT" | "SIGTERM";

/** What would make one line several, or do something to a terminal. */
const CONTROLS = /\p{Cc}+/gu;

const INTERRUPTIONS: readonly Interruption[] = ["SIGINT", "SIGTERM"];

interface Run {
  readonly world: CliWorld;
  readonly output: Output;
  readonly signal: AbortSignal;
}

async function carryOut(argv: readonly string[], { world, output, signal }: Run): Promise<number> {
  const commandLine = readCommandLine(argv, world.version);
  const tell = (line: string) => void world.stderr.write(`watch: ${line.replaceAll(CONTROLS, " ")}\n`);
  const around = { clients: world.clients, nowMs: world.now(), signal, tell };
  switch (commandLine.kind) {
    case "print":
      await output.print(commandLine.text.trimEnd(), signal);
      return EXIT_CODES.done;
    case "gaps": {
      const { text, isAllowed } = await orAborted(gapsAnswer(commandLine.given, around), signal);
      await output.print(text, signal);
      return isAllowed ? EXIT_CODES.done : EXIT_CODES.gap;
    }
    case "serve":
      await servePage(
        commandLine.given,
        {
          ...around,
          ...{ token: world.token, apiKey: world.apiKey },
        },
        async (url) => {
          await output.print(`The page: ${url}`, signal);
          if (commandLine.given.open) world.openInBrowser(url);
        },
      );
      return EXIT_CODES.done;
    case "list":
      await output.print(await orAborted(listAnswer(commandLine.given, around), signal), signal);
      return EXIT_CODES.done;
  }
}

function failed(world: CliWorld, error: unknown): number {
  if (error instanceof UsageError) {
    return complain(world, error, `${error.message}; see --help`, EXIT_CODES.wrongOption);
  }
  if (error instanceof WatchError) return complain(world, error, error.message, EXIT_CODES.notRead);
  throw error;
}

/** Who reads the output may go (`| head`): that is no error. */
function left(world: CliWorld, failure: NodeJS.ErrnoException): number {
  if (failure.code === "EPIPE") return EXIT_CODES.done;
  world.stderr.write(`watch: the output takes no more: ${failure.message}\n`);
  return EXIT_CODES.notRead;
}

function complain(world: CliWorld, { code }: WatchError, message: string, exitCode: number): number {
  world.stderr.write(`watch: ${message.replaceAll(CONTROLS, " ")} (${code})\n`);
  return exitCode;
}
