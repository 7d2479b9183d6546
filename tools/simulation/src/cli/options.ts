import { parseArgs } from "node:util";
import { FLEET_PLANTS, isFleetPlantName } from "../fleet/plants.ts";
import { isPlantName, PLANTS } from "../plants.ts";
import type { Subject } from "../run-many.ts";

export interface CliOptions {
  readonly runs: number;
  /** Of the first run; the others follow. */
  readonly seed: number;
  readonly json: boolean;
  readonly verbose: boolean;
  /** The one seed to run with a full trace. */
  readonly replay: number | undefined;
  readonly subject: Subject;
  /** Runs at a time, each in a thread of its own. */
  readonly jobs: number | undefined;
  readonly help: boolean;
}

/** The command line cannot be used; the message says why in one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export const HELP = `Runs the relay's real code in a simulated world, in virtual time, and checks what comes of it.

  --runs <n>        how many streams to run, each from its start to its end (200)
  --fleet           run fleets: many streams, on carriers that hold several of them
  --websocket       every stream is one of messages over a WebSocket, whatever the seed has drawn
  --seed <n>        the seed of the first run; the others have the next ones (1)
  --replay <seed>   one run, with a trace of everything that happens
  --verbose         a line for each run
  --plant <bug>     build a bug in, to see it found: ${Object.keys(PLANTS).join(", ")};
                    with --fleet: ${Object.keys(FLEET_PLANTS).join(", ")}
  --jobs <n>        runs at a time (as many as there are processors)
  --json            one JSON object on standard output
  --help            this text

Ends with 1 when a run broke a rule (the message says how to replay it), with 2 when an option is wrong.
`;

const MAX_RUNS = 1_000_000;

/** @throws UsageError */
export function readOptions(words: readonly string[]): CliOptions {
  const values = valuesOf(words);
  return {
    runs: wholeNumber("runs", values.runs, 1, MAX_RUNS) ?? 200,
    seed: wholeNumber("seed", values.seed, 0) ?? 1,
    replay: wholeNumber("replay", values.replay, 0),
    jobs: wholeNumber("jobs", values.jobs, 1, 64),
    json: values.json,
    verbose: values.verbose,
    help: values.help,
    subject: subjectOf(values),
  };
}

function subjectOf({
  fleet,
  plant,
  websocket: webSocket,
}: {
  fleet: boolean;
  plant?: string | undefined;
  websocket: boolean;
}): Subject {
  if (fleet && webSocket) throw new UsageError("--websocket is for single streams: leave out --fleet");
  if (fleet && (plant === undefined || isFleetPlantName(plant))) return { fleet, plant };
  if (!fleet && (plant === undefined || isPlantName(plant))) return { fleet, plant, webSocket };
  const names = Object.keys(fleet ? FLEET_PLANTS : PLANTS);
  throw new UsageError(`--plant is ${plant}: give one of ${names.join(", ")}`);
}

function valuesOf(words: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      args: [...words],
      options: {
        runs: text,
        seed: text,
        replay: text,
        plant: text,
        fleet: flag,
        websocket: flag,
        jobs: text,
        json: flag,
        verbose: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split(". ");
    throw new UsageError(line.replaceAll("\n", " "));
  }
}

function wholeNumber(
  name: string,
  text: string | undefined,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  const upTo = max === Number.MAX_SAFE_INTEGER ? "or more" : `to ${max}`;
  throw new UsageError(`--${name} is ${text}: give a whole number, ${min} ${upTo}`);
}
