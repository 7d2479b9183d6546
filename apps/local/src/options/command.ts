import { Command, Option } from "commander";
import { MAX_STREAMS, MAX_STREAMS_PER_FUNCTION } from "./fleet-options.ts";
import { faults, httpUrl, numeric, streamId, whole } from "./option-values.ts";
import {
  addAddressFlags,
  addEndFlags,
  addRequestFlags,
  addResumeFlags,
  addTransportFlags,
} from "./source-flags.ts";

export const STRATEGIES = ["relay", "staggered", "staggered-joined", "retry-on-timeout"] as const;
export const SOURCE_MODES = ["exclusive", "shared"] as const;
export const WRITE_MODES = ["auto", "put", "batch", "packed"] as const;
const MAX_LIFETIME_SECONDS = 900;
const MAX_PORT = 65_535;
const MAX_PACK_DELAY_MS = 60_000;
const MAX_SEED = 2 ** 32 - 1;

/** The command line with all its options, each checked by itself. */
export function createCommand(): Command {
  const command = new Command("unbounded-streams")
    .usage("[options]")
    .description(
      "Keeps a live HTTP stream open on this machine as the cloud would: connections with a limited life, relayed by the " +
        "deployed state machine, write each event once to an embedded DynamoDB. Ends with a report that compares the table " +
        "with what was sent.",
    )
    .allowExcessArguments(false)
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
    .exitOverride();
  addAddressFlags(command);
  command.option("--stream-id <id>", "name of the stream (default: a new one)", streamId);
  addRequestFlags(command);
  addResumeFlags(command);
  addTransportFlags(command);
  addEndFlags(command);
  addRelayOptions(command);
  addWriteOptions(command);
  addSourceOptions(command);
  return command
    .optionsGroup("The run:")
    .option("--api-port <port>", "port of the local API, 0 for a free one", whole(0, MAX_PORT), 0)
    .option("--data-dir <folder>", "where tables and logs are kept", ".unbounded-streams")
    .option("--dynamodb-endpoint <url>", "a DynamoDB of your own instead of the embedded one", httpUrl)
    .option("--open", "open the run's page in the browser; its address is printed anyway", false)
    .option("--json", "print only the report, as one JSON object", false)
    .addHelpOption(new Option("-h, --help", "show this help"));
}

function addRelayOptions(command: Command): void {
  const lifetime = whole(1, MAX_LIFETIME_SECONDS);
  const shorter = whole(1, MAX_LIFETIME_SECONDS - 1);
  command
    .optionsGroup("The relay:")
    .addOption(
      new Option("--strategy <name>", "how connections are relayed").choices(STRATEGIES).default("relay"),
    )
    .option(
      "--lifetime <s>",
      "seconds after which a connection's process is killed, 1 to 900 (default: 12, of a fleet 20)",
      lifetime,
    )
    .option(
      "--handover-lead <s>",
      "relay: seconds before that at which the next connection starts (default: 3, of a fleet 40 % of the lifetime)",
      shorter,
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
    .option("--seed <n>", "seed of these moments", whole(0, MAX_SEED), 1)
    .option(
      "--streams <n>",
      "streams, each with --events and --rate of its own; 0 waits for those started through the API (default: 1)",
      whole(0, MAX_STREAMS),
    )
    .option(
      "--streams-per-function <n>",
      "fleet: streams that one function carries (default: 50 when there are many)",
      whole(1, MAX_STREAMS_PER_FUNCTION),
    );
}

function addWriteOptions(command: Command): void {
  command
    .optionsGroup("Writing:")
    .addOption(
      new Option(
        "--write-mode <mode>",
        "how events are written: auto (in batches where possible), put (one by one), batch, or packed (many in one item)",
      )
        .choices(WRITE_MODES)
        .default("auto"),
    )
    .option(
      "--pack-delay <ms>",
      "packed: milliseconds that an event waits for others in its item (default: 1000)",
      whole(1, MAX_PACK_DELAY_MS),
    );
}

function addSourceOptions(command: Command): void {
  command
    .optionsGroup("The built-in source:")
    .option("--events <n>", "events until the built-in source ends the stream", whole(1, 1_000_000), 1000)
    .option("--rate <n>", "events per second of the built-in source", numeric(0.1, 100_000), 25)
    .addOption(
      new Option("--source-mode <mode>", "whether a new connection ends the older one")
        .choices(SOURCE_MODES)
        .default("exclusive"),
    )
    .addOption(
      new Option(
        "--source-faults <spec>",
        "faults of the built-in source, such as drop-after-events:50:probability=0.3",
      )
        .argParser(faults)
        .default("", "none"),
    )
    .option("--source-duplicates <share>", "share of events that it sends twice, 0 to 1", numeric(0, 1), 0)
    .option("--source-resume", "let the built-in source go on after the last event id", false);
}
