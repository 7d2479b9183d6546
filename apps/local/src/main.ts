import { openInBrowser } from "@unbounded-streams/watch";
import { LocalRunError, WrongOptionError } from "./errors.ts";
import { type CommandLine, type LocalOptions, readCommandLine } from "./options/options.ts";
import { addressOf } from "./options/source-of.ts";
import type { ProgressOutput } from "./report/progress.ts";
import { succeeded } from "./report/report.ts";
import { verdict } from "./report/verdict.ts";
import { runLocal } from "./run.ts";
import type { RunDoors } from "./run-result.ts";
import { EVENTS_TABLE } from "./tables.ts";

const WRONG_OPTION = 2;
const INTERRUPTED = 130;

/** What the command has around it. */
export interface MainContext {
  argv: readonly string[];
  stdout: ProgressOutput;
  stderr: ProgressOutput;
  signals: Pick<NodeJS.EventEmitter, "on" | "off">;
  /** Ends the process at once: the answer to a second Ctrl-C. */
  exit(code: number): void;
}

/**
 * The command: runs a stream, or many, and prints progress and report.
 *
 * @returns its exit code: 0 the stream ended and nothing was lost, 1 not so, 2 wrong option, 130 after Ctrl-C
 */
export async function main({ argv, stdout, stderr, signals, exit }: MainContext): Promise<number> {
  const interrupted = new AbortController();
  const onSignal = () => {
    if (interrupted.signal.aborted) exit(INTERRUPTED);
    interrupted.abort();
  };
  for (const name of ["SIGINT", "SIGTERM"]) signals.on(name, onSignal);
  try {
    const commandLine: CommandLine = readCommandLine(argv, newStreamId);
    if (commandLine.kind === "help") {
      stdout.write(commandLine.text);
      return 0;
    }
    const { options, warnings } = commandLine;
    const narration = options.json ? stderr : stdout;
    for (const warning of warnings) stderr.write(`${warning}\n`);
    narration.write(`${introduction(options)}\n`);
    const result = await runLocal(options, {
      progress: narration,
      onApi(doors) {
        narration.write(`${apiText(doors, options)}\n`);
        if (options.open) openInBrowser(doors.page);
      },
      signal: interrupted.signal,
    });
    if (options.json) stdout.write(`${JSON.stringify(result.report)}\n`);
    else stdout.write(`\n${result.timetable}\n\n`);
    narration.write(`${verdict(result, interrupted.signal.aborted)}\n`);
    if (interrupted.signal.aborted) return INTERRUPTED;
    return succeeded(result.report) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof LocalRunError)) throw error;
    stderr.write(`${error.message}\n`);
    if (error instanceof WrongOptionError) return WRONG_OPTION;
    return interrupted.signal.aborted ? INTERRUPTED : 1;
  } finally {
    for (const name of ["SIGINT", "SIGTERM"]) signals.off(name, onSignal);
  }
}

/** A name that no run before had. */
function newStreamId(): string {
  return `demo-${new Date().toISOString().slice(0, 23).replaceAll(/[^\d]/g, "")}`;
}

function introduction(options: LocalOptions): string {
  const { strategy, lifetimeSeconds, source } = options;
  const { format } = source;
  const address = addressOf(source);
  const from = address === undefined ? builtInSource(options) : new URL(address).host;
  return [
    `${streamsText(options)} from ${from}, read ${format === "auto" ? "by its content type" : `as ${format}`}.`,
    `Strategy ${strategy}: each connection lives ${lifetimeSeconds} s at most${nextConnection(options)}. Ctrl-C stops.`,
  ].join("\n");
}

function streamsText({ streamId, fleet }: LocalOptions): string {
  if (fleet === undefined) return `Stream ${streamId}`;
  const { streams, streamsPerFunction } = fleet;
  const which =
    streams === 0
      ? "Streams as they are started"
      : streams === 1
        ? `Stream ${streamId}`
        : `${streams} streams ${streamId}-1 to ${streamId}-${streams}`;
  return `${which}, ${streamsPerFunction} to a function,`;
}

function apiText(
  { api, page, dynamodb, stepFunctions }: RunDoors,
  { streamId, fleet }: LocalOptions,
): string {
  const events = `Page: ${page}\nEvents: table ${EVENTS_TABLE} of the DynamoDB at ${dynamodb}`;
  if (fleet === undefined) return `API: ${api}/connections/${streamId} (GET, POST, DELETE)\n${events}`;
  return [
    `API: ${api}/connections (GET), ${api}/connections/{streamId} (GET, POST, DELETE)`,
    events,
    `Step Functions: ${stepFunctions} (StartExecution, StopExecution)`,
  ].join("\n");
}

function nextConnection({
  strategy,
  waitSeconds,
  handoverLeadSeconds,
  source: { connectionMode },
}: LocalOptions): string {
  if (strategy === "retry-on-timeout") return "";
  if (strategy !== "relay") return `, a new one every ${waitSeconds} s`;
  const how = connectionMode === "single" ? "takes its place" : "comes up";
  return `, the next one ${how} ${handoverLeadSeconds} s before that`;
}

function builtInSource({ events, rate, sourceMode, fleet }: LocalOptions): string {
  const each = fleet === undefined ? "" : "each ";
  return `the built-in source (${each}${events} events, ${rate} a second, ${sourceMode})`;
}
