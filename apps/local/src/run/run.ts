import { runFleet } from "../fleet/run-fleet.ts";
import type { LocalOptions } from "../options/options.ts";
import type { ProgressOutput } from "../report/progress.ts";
import type { Report } from "../report/report.ts";
import type { Trouble } from "../report/trouble.ts";
import { runStream } from "./run-stream.ts";
import { openStage } from "./stage.ts";

/** What a run gives back. */
export interface RunResult {
  readonly report: Report;
  /** The article's table of processing times. */
  readonly timetable: string;
  /** Where the function's log is. */
  readonly logFile: string;
  /** Of its connections, at the end. */
  readonly trouble: Trouble;
}

/** Where a run tells how far it is, and what stops it. */
export interface RunContext {
  progress: ProgressOutput;
  /** Told when the local API is up. */
  onApi(url: string): void;
  /** Stops the run; what was stored is still reported. */
  signal: AbortSignal;
}

/**
 * Runs one stream, or a fleet of streams, from its start to its end on this machine: the source, DynamoDB and each invocation in
 * processes of their own, the state machines in the interpreter. Every process has ended when it resolves or rejects.
 *
 * @throws LocalRunError when a part does not start
 */
export async function runLocal(options: LocalOptions, context: RunContext): Promise<RunResult> {
  const cleanup = new AsyncDisposableStack();
  try {
    const stage = await openStage(options, context.signal, cleanup);
    if (options.fleet === undefined) return await runStream(stage, options, context, cleanup);
    return await runFleet(stage, { ...options, fleet: options.fleet }, context, cleanup);
  } finally {
    await cleanup.disposeAsync();
  }
}
