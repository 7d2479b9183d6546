import { DEFAULT_FLEET } from "@unbounded-streams/stream-lease/carrier-id";
import { Command, Option } from "commander";
import { MAX_LIFETIME_SECONDS } from "../limits.ts";
import { PARTITIONS } from "../options/partition.ts";
import { DEFAULT_TASK_NAME } from "../options/resolved-options.ts";
import { MAX_RELAY_TURNS } from "../relay/turn-budget.ts";
import { STRATEGY_NAMES } from "../strategies/registry.ts";
import { FLAGS } from "./flags.ts";
import { FORMATS } from "./formats.ts";

/** The same wherever it is printed, in characters. */
const HELP_WIDTH = 130;

const EXAMPLE = `
Example:
  asl-builder --strategy staggered --lifetime 45 --wait 35 --format yaml \\
    --function-arn arn:aws:lambda:eu-west-1:123456789012:function:connection-manager`;

/** The program with all of its options, in the order of the help. */
export function createCommand(version: string): Command {
  const command = new Command("asl-builder")
    .usage(`${FLAGS.strategy} <name> ${FLAGS.functionArn} <arn> ${FLAGS.lifetimeSeconds} <seconds> [options]`)
    .description(
      "Builds a Step Functions state machine that relays a stream from one Lambda connection to the next, or many of them at once.",
    )
    .configureHelp({ helpWidth: HELP_WIDTH })
    .addHelpText("after", EXAMPLE)
    .helpOption("-h, --help", "show this text")
    .allowExcessArguments(false)
    .showSuggestionAfterError(false);
  addMachineOptions(command);
  addFormatOptions(command);
  return command.version(version, "-v, --version", "show the version");
}

function addMachineOptions(command: Command): void {
  command
    .option(`${FLAGS.strategy} <name>`, STRATEGY_NAMES.join(", "))
    .option(
      `${FLAGS.functionArn} <arn>`,
      "the connection manager's Lambda function; placeholders are kept; not for admission",
    )
    .option(
      `${FLAGS.lifetimeSeconds} <seconds>`,
      `timeout of that function, 1 to ${MAX_LIFETIME_SECONDS}; not for admission`,
    )
    .option(
      `${FLAGS.waitSeconds} <seconds>`,
      "for staggered and staggered-joined: from one connection to the next, shorter than the lifetime",
    )
    .option(
      `${FLAGS.tableName} <name>`,
      "for relay, carrier, admission: name or ARN of the DynamoDB table of the leases; placeholders are kept",
    )
    .option(
      `${FLAGS.handoverLeadSeconds} <seconds>`,
      "for relay, carrier: from a handover to the deadline, shorter than the lifetime (default: 15 % of it)",
    )
    .option(
      `${FLAGS.maxTurns} <number>`,
      `for relay, carrier: connections until a successor execution takes over (default: ${MAX_RELAY_TURNS})`,
    )
    .option(
      `${FLAGS.carrierMachineArn} <arn>`,
      "for admission: the state machine of the carriers; placeholders are kept",
    )
    .option(`${FLAGS.fleet} <name>`, `for admission: name of the fleet (default: ${DEFAULT_FLEET})`)
    .option(`${FLAGS.taskName} <text>`, `how the invoking states are called (default: ${DEFAULT_TASK_NAME})`)
    .option(`${FLAGS.partition} <name>`, `${PARTITIONS.join(", ")} (default: as in the ARN, else aws)`)
    .option(`${FLAGS.comment} <text>`, "Comment of the state machine");
}

function addFormatOptions(command: Command): void {
  command
    .addOption(new Option("--format <name>", FORMATS.join(", ")).default("json", "json"))
    .option(
      `${FLAGS["serverless.id"]} <id>`,
      "with yaml: the stepFunctions section of a serverless.yml, the machine under this key",
    )
    .option(`${FLAGS["serverless.name"]} <text>`, "with --serverless: the name of the state machine")
    .option(
      `${FLAGS["serverless.path"]} <path>`,
      "with --serverless: path of an API that starts it, such as /connections/{streamId}",
    )
    .option(`${FLAGS["sam.id"]} <id>`, "with sam: logical id of the state machine (default: Relay)")
    .option("-o, --output <file>", "write to this file instead of standard output");
}
