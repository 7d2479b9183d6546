import { Command, CommanderError } from "commander";
import { STREAM_FORMATS } from "./encoders.ts";
import { SOURCE_MODES, type StreamSourceOptions } from "./options.ts";

/** What a command line asks for. */
export type CliRequest =
  | { readonly kind: "start"; readonly options: StreamSourceOptions }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly message: string };

/** Not a number: refused by the check of the options, which says what is allowed. */
function number(text: string): number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : (text as unknown as number);
}

function createCommand(): Command {
  return new Command("stream-source")
    .description("A real HTTP stream source with switchable faults. Prints one JSON line when it listens.")
    .option("--port <number>", "port to listen on, 0 = a free one (default: 0)", number)
    .option("--host <address>", "address to listen on (default: 127.0.0.1)")
    .option("--format <format>", `${STREAM_FORMATS.join(", ")}; a request may say ?format= (default: ndjson)`)
    .option("--rate <number>", "events per second, 0 = full speed (default: 25)", number)
    .option("--events <number>", "events until a stream ends, 0 = endless (default: 0)", number)
    .option("--mode <mode>", `${SOURCE_MODES.join(", ")} (default: exclusive)`)
    .option("--key <key>", "bearer key to ask for; better given as STREAM_SOURCE_KEY in the environment")
    .option("--duplicates <share>", "share of events sent twice, 0 to 1 (default: 0)", number)
    .option("--heartbeat-ms <ms>", "quiet time before a heartbeat, 0 = none (default: 10000)", number)
    .option("--resume", "obey Last-Event-ID and ?since=")
    .option(
      "--resume-window <number>",
      "newest events that can be resumed from, 0 = all (default: 0)",
      number,
    )
    .option("--faults <spec>", "faults of new streams, such as drop-after-events:50,connect-delay-ms:500")
    .option("--seed <number>", "seed of random choices (default: a random one)", number)
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride();
}

/**
 * Reads a command line; values are checked where the source starts.
 *
 * @param env `STREAM_SOURCE_KEY` stands for `--key`, which the list of processes would show
 */
export function parseCommandLine(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CliRequest {
  const command = createCommand();
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { kind: "help", text: command.helpInformation() };
    return { kind: "wrong", message: explain(error, command) };
  }
  const fromEnv = env.STREAM_SOURCE_KEY === "" ? undefined : env.STREAM_SOURCE_KEY;
  return { kind: "start", options: { key: fromEnv, ...command.opts<StreamSourceOptions>() } };
}

function explain(error: CommanderError, command: Command): string {
  const flags = command.options.map((option) => option.flags).join(", ");
  return `${error.message.replace(/^error: /, "").replaceAll("\n", " ")}; allowed: ${flags}, --help`;
}

/** The flag of an option of `StreamSourceOptions`. */
export function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
