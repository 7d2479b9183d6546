import { CommanderError } from "commander";
import { WrongOptionError } from "../errors.ts";
import { uselessOptions } from "./applicable.ts";
import { createCommand, type SOURCE_MODES, type STRATEGIES, type WRITE_MODES } from "./command.ts";
import { type FleetOptions, fleetOf, streamIdsOf } from "./fleet-options.ts";
import { addressOf, sourceOf } from "./source-of.ts";
import type { LocalSource, SourceFlags } from "./source-options.ts";
import { checkSource } from "./source-variables.ts";
import { timesOf } from "./times.ts";

/** What a run is to do; times are in seconds as on the command line. */
export interface LocalOptions {
  /** What is said of the source; of the built-in one when it has no address. */
  readonly source: LocalSource;
  /** Of a foreign stream. */
  readonly key: string | undefined;
  /** Of the stream; of many, what their ids begin with. */
  readonly streamId: string;
  /** Many streams in one function; undefined for a stream of its own. */
  readonly fleet: FleetOptions | undefined;
  readonly strategy: (typeof STRATEGIES)[number];
  readonly lifetimeSeconds: number;
  /** The article's staggered strategies only. */
  readonly waitSeconds: number;
  /** The relay only, as is the next one. */
  readonly handoverLeadSeconds: number;
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
  readonly writeMode: (typeof WRITE_MODES)[number];
  /** How long an event waits for others in its item, in milliseconds; only when packed. */
  readonly packDelayMs: number | undefined;
  /** Port of the local API; 0 for a free one. */
  readonly apiPort: number;
  readonly dataDir: string;
  readonly dynamodbEndpoint: string | undefined;
  /** Whether the run's page is opened in the browser. */
  readonly open: boolean;
  readonly json: boolean;
}

/** What the command line asks for. */
export type CommandLine =
  /** A run, with a line for each thing that is asked for in vain. */
  | { readonly kind: "run"; readonly options: LocalOptions; readonly warnings: readonly string[] }
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
  const given = command.opts<Given>();
  checkPackDelay(given);
  const options = optionsOf(given, newStreamId);
  const isGiven = (name: string) => command.getOptionValueSource(name) === "cli";
  const asked = { ...options, hasAddress: addressOf(options.source) !== undefined };
  return { kind: "run", options, warnings: uselessOptions(asked, isGiven) };
}

function optionsOf(given: Given, newStreamId: () => string): LocalOptions {
  const keyed = sourceOf(given);
  checkSource(keyed, given.config);
  const fleet = fleetOf({ ...given, source: keyed.source });
  const streamId = given.streamId ?? newStreamId();
  if (fleet !== undefined) checkIds(streamId, fleet);
  const { strategy, crashRate, seed, events, rate, writeMode, apiPort, dataDir, open, json } = given;
  const { sourceMode, sourceFaults, sourceDuplicates, sourceResume } = given;
  return {
    ...{ ...keyed, ...timesOf(given, fleet), streamId, fleet, strategy, crashRate, seed, events, rate },
    ...{ sourceMode, sourceFaults, sourceDuplicates, sourceResume, writeMode, apiPort, dataDir, open, json },
    dynamodbEndpoint: given.dynamodbEndpoint,
    maxTurns: given.maxTurns,
    waitSeconds: given.wait,
    packDelayMs: given.packDelay,
  };
}

type Renamed =
  | "source"
  | "key"
  | "lifetimeSeconds"
  | "waitSeconds"
  | "handoverLeadSeconds"
  | "streamId"
  | "fleet"
  | "packDelayMs";

interface Given extends Omit<LocalOptions, Renamed>, SourceFlags {
  lifetime?: number;
  wait: number;
  handoverLead?: number;
  streamId?: string;
  streams?: number;
  streamsPerFunction?: number;
  packDelay?: number;
}

const EXIT_CODES =
  "Exit code: 0 when the stream ended and nothing was lost, 1 when not, 2 for a wrong option, 130 after Ctrl-C.";

function checkPackDelay({ packDelay, writeMode }: Given): void {
  if (packDelay === undefined || writeMode === "packed") return;
  throw new WrongOptionError(
    `--pack-delay is given with --write-mode ${writeMode}: allowed with --write-mode packed, others do not wait`,
  );
}

function checkIds(streamId: string, fleet: FleetOptions): void {
  try {
    streamIdsOf(streamId, fleet);
  } catch (error) {
    throw new WrongOptionError(
      `--stream-id ${streamId} is too long for many streams: ${(error as Error).message}`,
    );
  }
}
