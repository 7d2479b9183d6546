import { once } from "node:events";
import { buildSite } from "../build/build-site.ts";
import { SiteError, WrongOptionError } from "../errors.ts";
import { serveSite } from "../serve/serve-site.ts";
import { type Options, readOptions } from "./read-options.ts";

/** What the command touches of the world. */
export interface CliWorld {
  /** Of the workspace, absolute. */
  readonly root: string;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly signals: Pick<NodeJS.EventEmitter, "once" | "off">;
}

type Interruption = "SIGINT" | "SIGTERM";

/** What the exit codes mean. */
const EXIT_CODES = { done: 0, failed: 1, wrongOption: 2, SIGINT: 130, SIGTERM: 143 } as const;

const INTERRUPTIONS: readonly Interruption[] = ["SIGINT", "SIGTERM"];

/**
 * The command `docs`.
 *
 * @returns the exit code, such as 1 for a link that leads nowhere; what went wrong stands on `stderr`, with its code
 */
export async function runCli(argv: readonly string[], world: CliWorld): Promise<number> {
  const stop = new AbortController();
  let interrupted: Interruption | undefined;
  const onSignal = (name: Interruption) => {
    interrupted = name;
    stop.abort();
  };
  for (const name of INTERRUPTIONS) world.signals.once(name, onSignal);
  try {
    const options = readOptions(argv);
    if (typeof options === "string") world.stdout.write(options);
    else await buildAndServe(options, world, stop.signal);
    return EXIT_CODES.done;
  } catch (error) {
    if (interrupted !== undefined) return EXIT_CODES[interrupted];
    if (!(error instanceof SiteError)) throw error;
    const isWrong = error instanceof WrongOptionError;
    world.stderr.write(`docs: ${error.message}${isWrong ? "; see --help" : ""} (${error.code})\n`);
    return isWrong ? EXIT_CODES.wrongOption : EXIT_CODES.failed;
  } finally {
    for (const name of INTERRUPTIONS) world.signals.off(name, onSignal);
  }
}

async function buildAndServe({ base, port }: Options, world: CliWorld, signal: AbortSignal): Promise<void> {
  const say = (line: string) => void world.stderr.write(`${line}\n`);
  const { folder, pages } = await buildSite({ root: world.root, base, signal, say });
  world.stdout.write(`${pages} pages, every link leads somewhere: ${folder}\n`);
  if (port === undefined) {
    world.stdout.write("To look at it: npx pnpm@12 run docs --serve\n");
    return;
  }
  const served = await serveSite({ folder, base, port });
  world.stdout.write(`The site: ${served.url}\n`);
  if (!signal.aborted) await once(signal, "abort");
  await served.close();
}
