import type { Writable } from "node:stream";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventSinkError, InvalidOptionsError, MissingIndexError } from "../errors.ts";
import { readEvents } from "../reading/read-events.ts";
import type { ReadEventsOptions } from "../reading/read-options.ts";
import { DEFAULT_KEYS, tableLayout } from "../records/table-layout.ts";
import type { Given } from "./command.ts";
import { readCommandLine } from "./command-line.ts";
import { eventJson, eventLine } from "./event-line.ts";
import { aboutFlags, FLAGS } from "./flags.ts";
import { isPacked } from "./is-packed.ts";
import { createOutput, type Output } from "./output.ts";
import { timeMs } from "./time.ts";
import { UsageError } from "./usage-error.ts";

/** What the command line program touches of the world. */
export interface CliWorld {
  readonly stdout: Writable;
  readonly stderr: { write(text: string): unknown };
  readonly signals: Pick<NodeJS.EventEmitter, "once" | "off">;
  readonly version: string;
  /** Epoch milliseconds. */
  now(): number;
  /** A client for a region, or that of the environment. */
  connect(region: string | undefined): DynamoDBClient;
}

/** What the program's exit codes mean. */
export const EXIT_CODES = { done: 0, notRead: 1, wrongOption: 2, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * The command line program.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code, one of `EXIT_CODES`; what went wrong stands on one line of `stderr`
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
    const commandLine = readCommandLine(argv, world.version);
    if (commandLine.kind === "print") await output.line(commandLine.text.trimEnd(), stop.signal);
    else await printEvents(commandLine.given, { world, output, signal: stop.signal });
    return EXIT_CODES.done;
  } catch (error) {
    if (interrupted !== undefined) return EXIT_CODES[interrupted];
    return output.failure === undefined ? failed(world, error) : left(world, output.failure);
  } finally {
    for (const name of INTERRUPTIONS) world.signals.off(name, onSignal);
    output.release();
  }
}

type Interruption = "SIGINT" | "SIGTERM";

const INTERRUPTIONS: readonly Interruption[] = ["SIGINT", "SIGTERM"];

async function printEvents(
  given: Given,
  { world, output, signal }: { world: CliWorld; output: Output; signal: AbortSignal },
): Promise<void> {
  const options = readOptions(given, world.now());
  const toLine = given.json ? eventJson : eventLine;
  const client = world.connect(given.region);
  try {
    const packed = given.packed ?? (await findOut(client, options, signal));
    for await (const event of readEvents(client, { ...options, packed, signal })) {
      await output.line(toLine(event), signal);
    }
  } finally {
    client.destroy();
  }
}

function failed(world: CliWorld, error: unknown): number {
  if (error instanceof UsageError) {
    return complain(world, `${error.message}; see --help`, EXIT_CODES.wrongOption);
  }
  if (error instanceof InvalidOptionsError) {
    return complain(world, error.issues.map(aboutFlags).join("; "), EXIT_CODES.wrongOption);
  }
  if (error instanceof MissingIndexError) {
    return complain(world, `${error.message}; or give --packed, if the stream is`, EXIT_CODES.notRead);
  }
  if (error instanceof EventSinkError) return complain(world, error.message, EXIT_CODES.notRead);
  throw error;
}

/** Who reads the output may go (`| head`): that is no error. */
function left(world: CliWorld, failure: NodeJS.ErrnoException): number {
  if (failure.code === "EPIPE") return EXIT_CODES.done;
  return complain(world, `the output takes no more: ${failure.message}`, EXIT_CODES.notRead);
}

/** An option that is wrong is refused before anything is asked. */
function findOut(client: DynamoDBClient, options: ReadEventsOptions, signal: AbortSignal): Promise<boolean> {
  readEvents(client, { ...options, packed: true });
  const { tableName, streamId, shards = 1 } = options;
  return isPacked(client, { tableName, streamId, shards, layout: tableLayout(options) }, signal);
}

function readOptions(given: Given, nowMs: number): ReadEventsOptions {
  const { table, stream, since, until, follow, shards, partitionPrefix } = given;
  const { partitionKey = DEFAULT_KEYS.partition, sortKey = DEFAULT_KEYS.sort } = given;
  return {
    tableName: table,
    streamId: stream,
    since: since === undefined ? (follow ? nowMs : undefined) : timeMs(FLAGS.since, since, nowMs),
    until: until === undefined ? undefined : timeMs(FLAGS.until, until, nowMs),
    follow,
    shards: shards === undefined ? undefined : wholeNumber(FLAGS.shards, shards),
    keys: { partition: partitionKey, sort: sortKey },
    partitionPrefix,
  };
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`${flag} is ${JSON.stringify(text)}: give a whole number`);
}

function complain(world: CliWorld, message: string, exitCode: number): number {
  world.stderr.write(`event-sink: ${message.replaceAll(/\p{Cc}+/gu, " ")}\n`);
  return exitCode;
}
