import { PARTITIONS } from "../function-arn.ts";
import { MAX_LIFETIME_SECONDS } from "../limits.ts";
import type { OptionName, RenderOptionName } from "../option-problem.ts";
import { MAX_RELAY_TURNS } from "../relay/turn-budget.ts";
import { DEFAULT_TASK_NAME } from "../state-names.ts";
import { STRATEGY_NAMES } from "../strategies/registry.ts";

/** What `--format` may be. */
export const FORMATS = ["json", "yaml", "mermaid", "sam", "terraform"] as const;

export type Format = (typeof FORMATS)[number];

/** One option of the command line. */
interface Flag {
  /** What stands for its value in the help; absent when it takes none. */
  readonly value?: string;
  readonly short?: string;
  readonly help: string;
  /** The option of the API that it sets. */
  readonly sets?: OptionName | RenderOptionName;
}

/** Every option of the command line, in the order of the help. */
export const FLAGS = {
  strategy: { value: "name", help: STRATEGY_NAMES.join(", "), sets: "strategy" },
  "function-arn": {
    value: "arn",
    help: "the connection manager's Lambda function; placeholders are kept",
    sets: "functionArn",
  },
  lifetime: {
    value: "seconds",
    help: `timeout of that function, 1 to ${MAX_LIFETIME_SECONDS}`,
    sets: "lifetimeSeconds",
  },
  wait: {
    value: "seconds",
    help: "for staggered and staggered-joined: from one connection to the next, shorter than the lifetime",
    sets: "waitSeconds",
  },
  table: {
    value: "name",
    help: "for relay: name or ARN of the DynamoDB table of the leases; placeholders are kept",
    sets: "tableName",
  },
  "handover-lead": {
    value: "seconds",
    help: "for relay: from a handover to the deadline, shorter than the lifetime (default 15 % of it)",
    sets: "handoverLeadSeconds",
  },
  "max-turns": {
    value: "number",
    help: `for relay: connections until a successor execution takes over (default ${MAX_RELAY_TURNS})`,
    sets: "maxTurns",
  },
  "task-name": {
    value: "text",
    help: `how the invoking states are called (default ${DEFAULT_TASK_NAME})`,
    sets: "taskName",
  },
  partition: {
    value: "name",
    help: `${PARTITIONS.join(", ")} (default: as in the ARN, else aws)`,
    sets: "partition",
  },
  comment: { value: "text", help: "Comment of the state machine", sets: "comment" },
  format: { value: "name", help: `${FORMATS.join(", ")} (default json)` },
  serverless: {
    value: "id",
    help: "with yaml: the stepFunctions section of a serverless.yml, the machine under this key",
    sets: "serverless.id",
  },
  "machine-name": {
    value: "text",
    help: "with --serverless: the name of the state machine",
    sets: "serverless.name",
  },
  "http-path": {
    value: "path",
    help: "with --serverless: path of an API that starts it, such as /connections/{streamId}",
    sets: "serverless.path",
  },
  "sam-id": {
    value: "id",
    help: "with sam: logical id of the state machine (default Relay)",
    sets: "sam.id",
  },
  output: { value: "file", short: "o", help: "write to this file instead of standard output" },
  help: { short: "h", help: "show this text" },
  version: { short: "v", help: "show the version" },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;

/** Names and flags, for readers that do not care which flag it is. */
export const FLAG_ENTRIES: readonly (readonly [FlagName, Flag])[] = Object.entries(FLAGS) as [
  FlagName,
  Flag,
][];

/** What an option of the API is called on the command line. */
export function flagThatSets(option: OptionName | RenderOptionName): string {
  const entry = FLAG_ENTRIES.find(([, flag]) => flag.sets === option);
  return entry === undefined ? option : `--${entry[0]}`;
}

/** The text of `--help`. */
export function helpText(): string {
  const rows = FLAG_ENTRIES.map(([name, { value, short, help }]) => {
    const long = value === undefined ? `--${name}` : `--${name} <${value}>`;
    return [short === undefined ? long : `-${short}, ${long}`, help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    "Usage: asl-builder --strategy <name> --function-arn <arn> --lifetime <seconds> [options]",
    "",
    "Builds a Step Functions state machine that relays a stream from one Lambda connection to the next.",
    "",
    "Options:",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    "",
    "Example:",
    "  asl-builder --strategy staggered --lifetime 45 --wait 35 --format yaml \\",
    "    --function-arn arn:aws:lambda:eu-west-1:123456789012:function:connection-manager",
    "",
  ].join("\n");
}
