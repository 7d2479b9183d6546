import { runFleet } from "./fleet/run-fleet.ts";
import type { LocalOptions } from "./options/options.ts";
import type { RunContext, RunResult } from "./run-result.ts";
import { runStream } from "./run-stream.ts";
import { openStage } from "./stage/stage.ts";

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
