import { Command } from "commander";

/** The same wherever it is printed, in characters. */
const HELP_WIDTH = 120;

const COMMON_HELP = `
A time is a duration before now (500ms, 30s, 10m, 2h, 7d) or an ISO time, in UTC unless it says otherwise (2026-01-31, 2026-01-31T12:00+01:00).
Region and credentials come from where the AWS SDK looks for them: environment, profile, container, instance.`;

const GAPS_HELP = `${COMMON_HELP}
Nothing is ever written.

Gaps are proven (nobody was up, by the connections' own word), suspected (somebody who has not said how it ended may have been up), or
excluded (an event that two connections have received shows that nothing was missed: no reason to fail).

Exit codes: 0 no gap above --allow; 1 a proven or suspected gap is longer; 2 wrong option; 3 not read; 130 Ctrl-C, 143 SIGTERM.

Example:
  watch gaps --stack UnboundedStreams --stream weather --since 7d`;

const LIST_HELP = `${COMMON_HELP}
Nothing is ever written.

The last event is known by the ledger: a connection that goes on has not told of all of its own yet.

Exit codes: 0 done; 2 wrong option; 3 not read; 130 Ctrl-C, 143 SIGTERM.

Example:
  watch list --stack UnboundedStreams`;

const SERVE_HELP = `${COMMON_HELP}

The page is for this machine alone: its address has a token that nobody can guess, another one each time unless WATCH_TOKEN has one (16 to 128
letters, digits, - or _). The tables are read while a page is open. Ctrl-C ends it.

The last events of a stream are shown where its events are packed, or their table has the index receivedAt-index (readInOrder: true of the stack).

Nothing is ever written, but with --api streams are started, stopped and restarted from the page: it asks before a connection is ended, and this program
sends the request. WATCH_API_KEY has the API's key, if it asks for one. Requests to an API at *.execute-api.REGION.amazonaws.com are signed (SigV4) with
the AWS SDK's credentials. Plain http is for an API on this machine alone.

Exit codes: 0 ended by Ctrl-C or SIGTERM; 2 wrong option; 3 not served, or not read.

Example:
  watch --stack UnboundedStreams --open
  watch --stack UnboundedStreams --api https://abc123.execute-api.eu-west-1.amazonaws.com/prod/`;

/** What says where the tables are. */
export interface GivenPlace {
  readonly table?: string;
  readonly streamsTable?: string;
  readonly stack?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

/** What the command line gives for `gaps`; what a value means has not been looked at. */
export interface GivenGaps extends GivenPlace {
  readonly stream: string;
  readonly since: string;
  readonly until?: string;
  readonly allow: string;
  readonly json?: true;
}

/** What the command line gives for `list`. */
export interface GivenList extends GivenPlace {
  readonly json?: true;
}

/** What the command line gives for the page. */
export interface GivenServe extends GivenPlace {
  readonly port: string;
  readonly api?: string;
  readonly eventsTable?: string;
  readonly partitionKey?: string;
  readonly sortKey?: string;
  readonly partitionPrefix?: string;
  readonly shards?: string;
  readonly open?: true;
}

/** What a command line has to tell. */
export type Asked =
  | { readonly kind: "serve"; readonly given: GivenServe }
  | { readonly kind: "gaps"; readonly given: GivenGaps }
  | { readonly kind: "list"; readonly given: GivenList };

/** Where what was asked for goes: a command with its options, or a text to print. */
export interface CommandOptions {
  readonly version: string;
  onAsked(asked: Asked): void;
  onText(text: string): void;
}

/** The program with its commands; it throws `CommanderError`s instead of ending the process. */
export function createCommand({ version, onAsked, onText }: CommandOptions): Command {
  const program = new Command("watch")
    .description("Looks at streams that are kept open: who held them when, and where a gap was.")
    .configureHelp({ helpWidth: HELP_WIDTH })
    .configureOutput({ writeOut: onText, writeErr: () => undefined })
    .exitOverride()
    .showSuggestionAfterError(false)
    .helpOption("-h, --help", "show this text")
    .helpCommand(false)
    .version(version, "-v, --version", "show the version");
  addPlaceOptions(program.command("serve", { isDefault: true }))
    .description(
      "Serves a page of streams and their connections over time on this machine; what is done by default.",
    )
    .option("--port <number>", "of the page, 0 for a free one", "0")
    .option("--api <url>", "the API of the stack, to start and stop streams from the page")
    .option(
      "--events-table <name>",
      "name or ARN of the table of events, whose last ones are shown (default: the stack's)",
    )
    .option("--partition-key <name>", "its partition key, where that is not PK")
    .option("--sort-key <name>", "its sort key, where that is not SK")
    .option("--partition-prefix <text>", "what stands before the stream's id in its partition key")
    .option("--shards <number>", "partitions that each stream is spread over, where it is")
    .option("--open", "open the page in the browser")
    .addHelpText("after", SERVE_HELP)
    .action((given: GivenServe) => onAsked({ kind: "serve", given }));
  addPlaceOptions(program.command("gaps"))
    .description("Prints the connections of a stream and the gaps between them.")
    .requiredOption("--stream <id>", "the stream's id")
    .option("--since <time>", "from then on", "7d")
    .option("--until <time>", "until then (default: now)")
    .option("--allow <duration>", "the longest gap that is no reason to fail", "1s")
    .option("--json", "print one JSON object")
    .addHelpText("after", GAPS_HELP)
    .action((given: GivenGaps) => onAsked({ kind: "gaps", given }));
  addPlaceOptions(program.command("list"))
    .description("Prints all streams: what they do, who holds them, and when the last event came.")
    .option("--json", "print one JSON object")
    .addHelpText("after", LIST_HELP)
    .action((given: GivenList) => onAsked({ kind: "list", given }));
  return program;
}

function addPlaceOptions(command: Command): Command {
  return command
    .helpOption("-h, --help", "show this text")
    .allowExcessArguments(false)
    .option("--table <name>", "name or ARN of the ledger's table")
    .option("--streams-table <name>", "name or ARN of the table of leases")
    .option("--stack <name>", "the stack whose outputs name them")
    .option("--region <name>", "AWS region (default: as the AWS SDK finds it)")
    .option("--endpoint <url>", "another DynamoDB, such as one on this machine");
}
