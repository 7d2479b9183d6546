import { Command } from "commander";
import { FLAGS } from "./flags.ts";

/** The same wherever it is printed, in characters. */
const HELP_WIDTH = 120;

const READ_HELP = `
A line has the time of arrival, the id or else the key, the type or "-", and the data, with tabs between; control characters are
escaped, data that are no text are base64. With --json it is an object with everything, data that are no text in dataBase64.

The order is that of arrival for a packed stream and with --since, --until or --follow, which in a stream that is not packed need the
table's index by time (receivedAt-index); else it is that of the keys.

A time is a duration before now (500ms, 30s, 10m, 2h, 7d) or an ISO time, in UTC unless it says otherwise (2026-01-31, 2026-01-31T12:00+01:00).
Region and credentials come from where the AWS SDK looks for them: environment, profile, container, instance.

Exit codes: 0 done, or the reader of the output has gone; 1 not read to the end; 2 wrong option; 130 Ctrl-C, 143 SIGTERM.

Example:
  event-sink read --table events --stream weather --since 10m --follow --json`;

/** What the command line gives for `read`; what a value means has not been looked at. */
export interface Given {
  readonly table: string;
  readonly stream: string;
  readonly since?: string;
  readonly until?: string;
  readonly follow?: true;
  readonly packed?: boolean;
  readonly shards?: string;
  readonly partitionKey?: string;
  readonly sortKey?: string;
  readonly partitionPrefix?: string;
  readonly region?: string;
  readonly json?: true;
}

/** What a command line has to tell: the options of `read`, or a text to print. */
export interface CommandOptions {
  readonly version: string;
  onRead(given: Given): void;
  onText(text: string): void;
}

/** The program with its one command; it throws `CommanderError`s instead of ending the process. */
export function createCommand({ version, onRead, onText }: CommandOptions): Command {
  const program = new Command("event-sink")
    .description("Looks at the events of a stream that are stored in a DynamoDB table.")
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({ writeOut: onText, writeErr: () => undefined })
    .exitOverride()
    .showSuggestionAfterError(false)
    .helpOption("-h, --help", "show this text")
    .helpCommand(false)
    .version(version, "-v, --version", "show the version");
  addReadOptions(program.command("read")).action((given: Given) => onRead(given));
  return program;
}

function addReadOptions(read: Command): Command {
  return read
    .description("Prints events, one a line.")
    .helpOption("-h, --help", "show this text")
    .allowExcessArguments(false)
    .requiredOption(`${FLAGS.tableName} <name>`, "name or ARN of the table")
    .requiredOption(`${FLAGS.streamId} <id>`, "the stream's id, without a shard's number")
    .option(`${FLAGS.since} <time>`, "only events that arrived from then on")
    .option(`${FLAGS.until} <time>`, "only events that arrived before then")
    .option(`-f, ${FLAGS.follow}`, "go on with what is added, from now on unless --since says otherwise")
    .option("--packed", "only segments: the stream is written packed (default: found out)")
    .option("--no-packed", "all there is, by its keys or the index by time")
    .option(`${FLAGS.shards} <number>`, "as the stream is written (default: 1)")
    .option(`${FLAGS["keys.partition"]} <name>`, "name of the table's partition key (default: PK)")
    .option(`${FLAGS["keys.sort"]} <name>`, "name of the table's sort key (default: SK)")
    .option(`${FLAGS.partitionPrefix} <text>`, "what stands before the stream's id in the partition key")
    .option("--region <name>", "AWS region (default: as the AWS SDK finds it)")
    .option("--json", "print objects, one a line")
    .addHelpText("after", READ_HELP);
}
