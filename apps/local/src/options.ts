import { Command, CommanderError, Option } from "commander";
import { WrongOptionError } from "./errors.ts";
import { endSignal, faults, header, httpUrl, numeric, streamId, whole } from "./option-values.ts";

const FORMATS = ["chunks", "lines", "ndjson", "sse"] as const;
const STRATEGIES = ["relay", "staggered", "staggered-joined", "retry-on-timeout"] as const;
const SOURCE_MODES = ["exclusive", "shared"] as const;
const CONNECTION_MODES = ["overlap", "single"] as const;
const MAX_LIFETIME_SECONDS = 900;
const MAX_PORT = 65_535;
const MAX_SEED = 2 ** 32 - 1;

/** What a run is to do; times are in seconds as on the command line. */
export interface LocalOptions {
  /** A foreign stream; the built-in source when undefined. */
  readonly url: string | undefined;
  readonly format: (typeof FORMATS)[number];
  readonly headers: Readonly<Record<string, string>>;
  readonly endSignals: readonly string[];
  readonly streamId: string;
  readonly strategy: (typeof STRATEGIES)[number];
  readonly lifetimeSeconds: number;
  /** The article's staggered strategies only. */
  readonly waitSeconds: number;
  /** The relay only, as are the next two. */
  readonly handoverLeadSeconds: number;
  readonly connectionMode: (typeof CONNECTION_MODES)[number];
  readonly maxTurns: number | undefined;
  /** Share of invocations that are killed at a random moment. */
  readonly crashRate: number;
  readonly seed: number;
  readonly events: number;
  readonly rate: number;
  readonly sourceMode: (typeof SOURCE_MODES)[number];
  readonly sourceFaults: string;
  readonly sourceDuplicates: number;
  /** Whether the built-in source can resume, and is asked to. */
  readonly sourceResume: boolean;
  /** Port of the local API; 0 for a free one. */
  readonly apiPort: number;
  readonly dataDir: string;
  readonly dynamodbEndpoint: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for. */
export type CommandLine =
  | { readonly kind: "run"; readonly options: LocalOptions }
  | { readonly kind: "help"; readonly text: string };

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
    if (error.code === "commander.helpDisplayed") {
      return { kind: "help", text: `${command.helpInformation()}\n${EXIT_CODES}\n` };
    }
    throw new WrongOptionError(`${error.message.replace(/^error: /, "").replaceAll("\n", " ")} (see --help)`);
  }
  const {
    lifetime,
    wait,
    handoverLead,
    header: headers,
    endSignal: endSignals,
    ...rest
  } = command.opts<Given>();
  checkTimes(rest.strategy, lifetime, wait, handoverLead);
  return {
    kind: "run",
    options: {
      ...rest,
      url: rest.url,
      dynamodbEndpoint: rest.dynamodbEndpoint,
      maxTurns: rest.maxTurns,
      streamId: rest.streamId ?? newStreamId(),
      lifetimeSeconds: lifetime,
      waitSeconds: wait,
      handoverLeadSeconds: handoverLead,
      headers: Object.fromEntries(headers),
      endSignals,
    },
  };
}

type Renamed =
  | "lifetimeSeconds"
  | "waitSeconds"
  | "handoverLeadSeconds"
  | "headers"
  | "endSignals"
  | "streamId";

interface Given extends Omit<LocalOptions, Renamed> {
  lifetime: number;
  wait: number;
  handoverLead: number;
  header: [name: string, value: string][];
  endSignal: string[];
  streamId?: string;
}

const EXIT_CODES =
  "Exit code: 0 when the stream ended and nothing was lost, 1 when not, 2 for a wrong option, 130 after Ctrl-C.";

function createCommand(): Command {
  const command = new Command("unbounded-streams")
    .usage("[options]")
    .description(
      "Keeps a live HTTP stream open on this machine as the cloud would: connections with a limited life, relayed by the\n" +
        "deployed state machine, write each event once to an embedded DynamoDB. Ends with a report that compares the table\n" +
        "with what was sent.",
    )
    .helpOption("--help", "show this help")
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride();
  addStreamOptions(command);
  addRelayOptions(command);
  addSourceOptions(command);
  return command
    .option("--api-port <port>", "port of the local API, 0 for a free one", whole(0, MAX_PORT), 0)
    .option("--data-dir <folder>", "where tables and logs are kept", ".unbounded-streams")
    .option("--dynamodb-endpoint <url>", "a DynamoDB of your own instead of the embedded one", httpUrl)
    .option("--json", "print only the report, as one JSON object", false);
}

function addStreamOptions(command: Command): void {
  command
    .option("--url <url>", "a stream of your own instead of the built-in source", httpUrl)
    .addOption(new Option("--format <format>", "how bytes become events").choices(FORMATS).default("ndjson"))
    .option("--header <k: v>", "a request header for --url (repeatable)", header, [])
    .option(
      "--end-signal <signal>",
      "what ends the stream: status:410, data:[DONE], json:/type=end, event:done (repeatable)",
      endSignal,
      [],
    )
    .option("--stream-id <id>", "name of the stream (default: a new one)", streamId);
}

function addRelayOptions(command: Command): void {
  const lifetime = whole(1, MAX_LIFETIME_SECONDS);
  const shorter = whole(1, MAX_LIFETIME_SECONDS - 1);
  command
    .addOption(
      new Option("--strategy <name>", "how connections are relayed").choices(STRATEGIES).default("relay"),
    )
    .option("--lifetime <s>", "seconds after which a connection's process is killed, 1 to 900", lifetime, 12)
    .option(
      "--handover-lead <s>",
      "relay: seconds before that at which the next connection starts",
      shorter,
      3,
    )
    .addOption(
      new Option(
        "--connection-mode <mode>",
        "relay: whether the next connection is made before the last one goes",
      )
        .choices(CONNECTION_MODES)
        .default("overlap"),
    )
    .option("--max-turns <n>", "relay: connections until a successor execution goes on", whole(1, 1_000_000))
    .option(
      "--wait <s>",
      "staggered: seconds from one connection to the next, below the lifetime",
      shorter,
      9,
    )
    .option(
      "--crash-rate <share>",
      "share of connections killed at a random moment, 0 to 1",
      numeric(0, 1),
      0,
    )
    .option("--seed <n>", "seed of these moments", whole(0, MAX_SEED), 1);
}

function addSourceOptions(command: Command): void {
  command
    .option("--events <n>", "events until the built-in source ends the stream", whole(1, 1_000_000), 1000)
    .option("--rate <n>", "events per second of the built-in source", numeric(0.1, 100_000), 25)
    .addOption(
      new Option("--source-mode <mode>", "whether a new connection ends the older one")
        .choices(SOURCE_MODES)
        .default("exclusive"),
    )
    .option(
      "--source-faults <spec>",
      "faults of the built-in source, such as drop-after-events:50:probability=0.3",
      faults,
      "",
    )
    .option("--source-duplicates <share>", "share of events that it sends twice, 0 to 1", numeric(0, 1), 0)
    .option("--source-resume", "let the built-in source go on after the last event id", false);
}

function checkTimes(strategy: LocalOptions["strategy"], lifetime: number, wait: number, lead: number): void {
  if (strategy === "relay" && lead >= lifetime) {
    throw new WrongOptionError(
      `--handover-lead ${lead} is not shorter than --lifetime ${lifetime}: allowed is a part of a connection's life`,
    );
  }
  if (strategy.startsWith("staggered") && wait >= lifetime) {
    throw new WrongOptionError(
      `--wait ${wait} is not shorter than --lifetime ${lifetime}: the next connection must start before the last one dies`,
    );
  }
}
