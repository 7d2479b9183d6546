import { CommanderError } from "commander";
import { WrongOptionError } from "../errors.ts";
import {
  type CONNECTION_MODES,
  createCommand,
  type FORMATS,
  type INVALID_RULES,
  type SOURCE_MODES,
  type STRATEGIES,
  type WRITE_MODES,
} from "./command.ts";
import { type FleetOptions, fleetOf, streamIdsOf } from "./fleet-options.ts";
import type { Header } from "./secret-options.ts";
import { timesOf } from "./times.ts";

/** What a run is to do; times are in seconds as on the command line. */
export interface LocalOptions {
  /** A foreign stream; the built-in source when undefined. */
  readonly url: string | undefined;
  readonly format: (typeof FORMATS)[number];
  readonly headers: Readonly<Record<string, string>>;
  readonly endSignals: readonly string[];
  /** Of the foreign stream. */
  readonly key: string | undefined;
  readonly keyScheme: string | undefined;
  readonly followPolicy: Readonly<Record<string, unknown>> | undefined;
  /** Whether a clean close is the end of the stream. */
  readonly endOnClose: boolean;
  readonly eventTimeoutSeconds: number | undefined;
  readonly headersTimeoutSeconds: number | undefined;
  readonly onInvalid: (typeof INVALID_RULES)[number];
  readonly cookies: boolean;
  /** Of the stream; of many, what their ids begin with. */
  readonly streamId: string;
  /** Many streams in one function; undefined for a stream of its own. */
  readonly fleet: FleetOptions | undefined;
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
  readonly writeMode: (typeof WRITE_MODES)[number];
  /** How long an event waits for others in its item, in milliseconds; only when packed. */
  readonly packDelayMs: number | undefined;
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
  const given = command.opts<Given>();
  checkKey(given);
  checkPackDelay(given);
  return { kind: "run", options: optionsOf(given, newStreamId) };
}

function optionsOf(given: Given, newStreamId: () => string): LocalOptions {
  const { lifetime: _, handoverLead: __, wait, endSignal, eventTimeout, headersTimeout, ...others } = given;
  const { header, headerFile, headerEnv, keyFile, keyEnv, streams, streamsPerFunction, packDelay, ...rest } =
    others;
  const fleet = fleetOf(given);
  const streamId = rest.streamId ?? newStreamId();
  if (fleet !== undefined) checkIds(streamId, fleet);
  return {
    ...rest,
    ...{ ...timesOf(given, fleet), streamId, fleet },
    url: rest.url,
    dynamodbEndpoint: rest.dynamodbEndpoint,
    maxTurns: rest.maxTurns,
    waitSeconds: wait,
    headers: Object.fromEntries([...headerFile, ...headerEnv, ...header]),
    key: keyFile ?? keyEnv,
    keyScheme: rest.keyScheme,
    followPolicy: rest.followPolicy,
    eventTimeoutSeconds: eventTimeout,
    headersTimeoutSeconds: headersTimeout,
    endSignals: endSignal,
    packDelayMs: packDelay,
  };
}

type Renamed =
  | "lifetimeSeconds"
  | "waitSeconds"
  | "handoverLeadSeconds"
  | "headers"
  | "endSignals"
  | "key"
  | "eventTimeoutSeconds"
  | "headersTimeoutSeconds"
  | "streamId"
  | "fleet"
  | "packDelayMs";

interface Given extends Omit<LocalOptions, Renamed> {
  lifetime?: number;
  wait: number;
  handoverLead?: number;
  header: Header[];
  headerFile: Header[];
  headerEnv: Header[];
  keyFile?: string;
  keyEnv?: string;
  eventTimeout?: number;
  headersTimeout?: number;
  endSignal: string[];
  streamId?: string;
  streams?: number;
  streamsPerFunction?: number;
  packDelay?: number;
}

const EXIT_CODES =
  "Exit code: 0 when the stream ended and nothing was lost, 1 when not, 2 for a wrong option, 130 after Ctrl-C.";

function checkKey({ url, keyFile, keyEnv, keyScheme: scheme }: Given): void {
  if (keyFile !== undefined && keyEnv !== undefined) {
    throw new WrongOptionError("--key-file and --key-env are both given: allowed is one of them");
  }
  const key = keyFile ?? keyEnv;
  if (key !== undefined && url === undefined) {
    throw new WrongOptionError("a key is given without --url: the built-in source has its own");
  }
  if (scheme !== undefined && key === undefined) {
    throw new WrongOptionError("--key-scheme is given without a key: allowed with --key-file or --key-env");
  }
}

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
