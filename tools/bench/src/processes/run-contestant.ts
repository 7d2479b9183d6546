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
