import { ContestantFailedError } from "../errors.ts";
import type { Measurement } from "../measurement.ts";
import { startChild } from "./child.ts";

/** Which function is run, on what. */
export interface Job {
  /** Module below `contestants`, without an extension. */
  file: string;
  /** Its export. */
  run: string;
  /** Run first, unmeasured. */
  warmUp?: unknown;
  task: unknown;
}

/** How its process is started. */
export interface ContestantContext {
  signal: AbortSignal;
  /** Longest time of one repetition. */
  timeoutMs: number;
  /** Node's flags; {@link CONTESTANT_FLAGS} by default. */
  flags?: readonly string[];
  /** More of them, the same for all. */
  extraFlags?: readonly string[];
}

/**
 * The flags that every contestant gets. With Node's default young generation the collector decides the order: a reader
 * that makes more garbage came out faster than one that makes none.
 */
const CONTESTANT_FLAGS = ["--expose-gc", "--max-semi-space-size=64"];

/** How long a process may take to end after its answer: a profile is written then. */
const PARTING_MS = 20_000;

const SCRIPT = new URL("./contestant-process.js", import.meta.url);

/**
 * Measures one contestant in a new process.
 *
 * @throws ContestantFailedError, ProcessFailedError, InterruptedError
 */
export async function runContestant(job: Job, context: ContestantContext): Promise<Measurement> {
  const { signal, timeoutMs, flags = CONTESTANT_FLAGS, extraFlags = [] } = context;
  const name = `${job.file} ${job.run}`;
  const child = startChild({ name, script: SCRIPT, flags: [...flags, ...extraFlags], signal });
  try {
    child.send(job);
    const answer = await child.receive<{ measurement: Measurement } | { failure: string }>(timeoutMs);
    await child.ended(PARTING_MS);
    if ("failure" in answer) throw new ContestantFailedError(name, answer.failure);
    return answer.measurement;
  } finally {
    await child.stop();
  }
}
