import { checkedStreamId } from "@unbounded-streams/connection-manager";
import { parseEndSignal } from "@unbounded-streams/stream-reader";
import { parseFaultSpec } from "@unbounded-streams/stream-source";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { WrongOptionError } from "./errors.ts";

/** What a run is to do; times are in seconds as on the command line. */
export interface LocalOptions {
  /** A foreign stream; the built-in source when undefined. */
  readonly url: string | undefined;
  readonly format: "chunks" | "lines" | "ndjson" | "sse";
  readonly headers: Readonly<Record<string, string>>;
  readonly endSignals: readonly string[];
  readonly streamId: string;
  readonly strategy: "retry-on-timeout" | "staggered-joined" | "staggered";
  readonly lifetimeSeconds: number;
  readonly waitSeconds: number;
  readonly events: number;
  readonly rate: number;
  readonly sourceMode: "exclusive" | "shared";
  readonly sourceFaults: string;
  readonly sourceDuplicates: number;
  readonly dataDir: string;
  readonly dynamodbEndpoint: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for. */
export type CommandLine =
  | { readonly kind: "run"; readonly options: LocalOptions }
  | { readonly kind: "help"; readonly text: string };

const FORMATS = ["chunks", "lines", "ndjson", "sse"] as const;
const STRATEGIES = ["staggered", "staggered-joined", "retry-on-timeout"] as const;
const MODES = ["exclusive", "shared"] as const;

/**
 * Reads the command line.
 *
 * @param newStreamId names the stream when the user does not
 * @throws WrongOptionError with one line that says what is allowed
 */
export function readCommandLine(argv: readonly string[], newStreamId: () => string): CommandLine {
  const command = createCommand();
  try {
    command.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return { kind: "help", text: command.helpInformation() };
    throw new WrongOptionError(`${error.message.replace(/^error: /, "").replaceAll("\n", " ")} (see --help)`);
  }
  const given = command.opts<Given>();
  const { lifetime: lifetimeSeconds, wait: waitSeconds, header, endSignal, streamId, ...rest } = given;
  if (rest.strategy !== "retry-on-timeout" && waitSeconds >= lifetimeSeconds) {
    throw new WrongOptionError(
      `--wait ${waitSeconds} is not shorter than --lifetime ${lifetimeSeconds}: the next connection must start before the last one dies`,
    );
  }
  return {
    kind: "run",
    options: {
      ...rest,
      url: rest.url,
      dynamodbEndpoint: rest.dynamodbEndpoint,
      lifetimeSeconds,
      waitSeconds,
      headers: Object.fromEntries(header),
      endSignals: endSignal,
      streamId: streamId ?? newStreamId(),
    },
  };
}

interface Given
  extends Omit<LocalOptions, "lifetimeSeconds" | "waitSeconds" | "headers" | "endSignals" | "streamId"> {
  lifetime: number;
  wait: number;
  header: [name: string, value: string][];
  endSignal: string[];
  streamId?: string;
}

function createCommand(): Command {
  return new Command("unbounded-streams")
    .usage("[options]")
    .description(
      "Keeps a live HTTP stream open on this machine as the cloud would: connections with a limited life, relayed by the deployed\nstate machine, write each event once to an embedded DynamoDB. Ends with a report that compares the table with what was sent.",
    )
    .option("--url <url>", "a stream of your own instead of the built-in source", httpUrl)
    .addOption(new Option("--format <format>", "how bytes become events").choices(FORMATS).default("ndjson"))
    .option("--header <k: v>", "a request header for --url (repeatable)", header, [])
    .option(
      "--end-signal <signal>",
      "what ends the stream: status:410, data:[DONE], json:/type=end, event:done (repeatable)",
      endSignal,
      [],
    )
    .option("--stream-id <id>", "name of the stream (default: a new one)", streamId)
    .addOption(
      new Option("--strategy <name>", "how connections are relayed").choices(STRATEGIES).default("staggered"),
    )
    .option(
      "--lifetime <s>",
      "seconds after which a connection's process is killed, 1 to 900",
      whole(1, 900),
      12,
    )
    .option("--wait <s>", "seconds from one connection to the next, below the lifetime", whole(1, 899), 9)
    .option("--events <n>", "events until the built-in source ends the stream", whole(1, 1_000_000), 1000)
    .option("--rate <n>", "events per second of the built-in source", numeric(0.1, 100_000), 25)
    .addOption(
      new Option("--source-mode <mode>", "whether a new connection ends the older one")
        .choices(MODES)
        .default("exclusive"),
    )
    .option(
      "--source-faults <spec>",
      "faults of the built-in source, such as drop-after-events:50:probability=0.3",
      faults,
      "",
    )
    .option(
      "--source-duplicates <share>",
      "share of events that the built-in source sends twice, 0 to 1",
      numeric(0, 1),
      0,
    )
    .option("--data-dir <folder>", "where tables and logs are kept", ".unbounded-streams")
    .option("--dynamodb-endpoint <url>", "a DynamoDB of your own instead of the embedded one", httpUrl)
    .option("--json", "print only the report, as one JSON object", false)
    .helpOption("--help", "show this help")
    .addHelpText(
      "after",
      "\nExit code: 0 when the stream ended and nothing was lost, 1 when not, 2 for a wrong option, 130 after Ctrl-C.",
    )
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride();
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed is a whole number from ${least} to ${most}.`);
  };
}

function numeric(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Allowed is a number from ${least} to ${most}.`);
  };
}

function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("Allowed is a URL that begins with http:// or https://.");
}

function header(text: string, before: [string, string][]): [string, string][] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):\s*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new WrongOptionError(
      "a --header is not a header (its value is not shown): allowed is 'name: value'",
    );
  }
  return [...before, [name.toLowerCase(), value]];
}

function endSignal(text: string, before: string[]): string[] {
  return [...before, checked(text, parseEndSignal)];
}

function streamId(text: string): string {
  return checked(text, checkedStreamId);
}

function faults(text: string): string {
  return checked(text, parseFaultSpec);
}

function checked(text: string, check: (text: string) => unknown): string {
  try {
    check(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
