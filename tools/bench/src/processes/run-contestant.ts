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
  /** Where a CPU profile of the task goes; none by default. */
  profile?: string;
}

/** How its process is started. */
export interface ContestantContext {
  signal: AbortSignal;
  /** Longest time of one repetition. */
  timeoutMs: number;
  /** Node's flags; {@link CONTESTANT_FLAGS} by default. */
  flags?: readonly string[];
}

/**
 * The flags that every contestant gets. With Node's default young generation the collector decides the order: a reader
 * that makes more garbage came out faster than one that makes none.
 */
const CONTESTANT_FLAGS = ["--expose-gc", "--max-semi-space-size=64"];

/**
 * The flags where growth of memory is measured: the collector is available, and the young generation is kept small. Left
 * alone, V8 doubles it now and then up to three times 16 MB, which hides what a contestant itself holds.
 */
export const MEMORY_FLAGS = ["--expose-gc", "--max-semi-space-size=4"];

/** Node's own settings. */
export const DEFAULT_FLAGS = ["--expose-gc"];

const SCRIPT = new URL("./contestant-process.js", import.meta.url);

/**
 * Measures one contestant in a new process.
 *
 * @throws ContestantFailedError, ProcessFailedError, InterruptedError
 */
export async function runContestant(job: Job, context: ContestantContext): Promise<Measurement> {
  const { signal, timeoutMs, flags = CONTESTANT_FLAGS } = context;
  const name = `${job.file} ${job.run}`;
  const child = startChild({ name, script: SCRIPT, flags, signal });
  try {
    child.send(job);
    const answer = await child.receive<{ measurement: Measurement } | { failure: string }>(timeoutMs);
    if ("failure" in answer) throw new ContestantFailedError(name, answer.failure);
    return answer.measurement;
  } finally {
    await child.stop();
  }
}
