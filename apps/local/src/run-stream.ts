import type { WatchServer } from "@unbounded-streams/watch";
import { recordsSince } from "./ledger/records-since.ts";
import type { LocalOptions } from "./options/options.ts";
import { measure } from "./report/measure.ts";
import { Progress, streamProgress } from "./report/progress.ts";
import { timetable } from "./report/timetable.ts";
import { troubleOf } from "./report/trouble.ts";
import type { RunContext, RunResult } from "./run-result.ts";
import { fetchTruth } from "./source.ts";
import { openApi, runUntil, type Stage, startOverApi } from "./stage/stage.ts";
import { openPage } from "./stage/watch-page.ts";
import { storedEvents } from "./tables.ts";

/** Runs one stream, a relay or a strategy of the article, to its end. */
export async function runStream(
  stage: Stage,
  options: LocalOptions,
  context: RunContext,
  cleanup: AsyncDisposableStack,
): Promise<RunResult> {
  const { streamId } = options;
  const { signal } = context;
  const startedAtMs = Date.now();
  const { database, source, lambda, engine, leases, ledger, witness, logFile } = stage;
  const items = () => Array.fromAsync(storedEvents(database.client, streamId));
  const before = new Set((await items()).map(({ key }) => key));
  const api = await openApi(stage, options, cleanup);
  const page = await openPage(stage, options.strategy === "relay" ? api : undefined, cleanup);
  context.onApi({ api, page: page.url, dynamodb: database.endpoint, stepFunctions: stage.stepFunctions });
  await startOverApi(api, streamId);

  const requests = source === undefined ? lambda.requests : undefined;
  const progress = new Progress(context.progress, streamProgress(lambda.connections, requests));
  await runUntil(stage, untilOver(stage, streamId, page, signal), signal).finally(() => progress.stop());
  if (signal.aborted) await leases.stop({ streamId, reason: "interrupted" });

  const executions = await Promise.all(
    engine.executionsOf(streamId).map(async (execution) => ({ execution, result: await execution.result })),
  );
  await witness.settled();
  const invocations = lambda.connections.filter((connection) => connection.streamId === streamId);
  const report = measure({
    ...{ options, executions, invocations },
    records: await recordsSince(ledger, { streamId, sinceMs: startedAtMs }),
    truth: source === undefined ? undefined : await fetchTruth(source, streamId),
    items: (await items()).filter(({ key }) => !before.has(key)),
    lease: await leases.read(streamId),
  });
  const waits = executions.flatMap(({ execution }) => execution.waits);
  const startMs = Math.min(...executions.map(({ execution }) => execution.startedAtMs));
  return {
    ...{ report, logFile },
    timetable: timetable(waits, invocations, startMs),
    trouble: troubleOf(invocations),
  };
}

/** A stream that is being restarted from the page is not over yet. */
async function untilOver(
  { engine }: Stage,
  streamId: string,
  page: WatchServer,
  signal: AbortSignal,
): Promise<void> {
  do {
    await engine.idle(streamId);
    await page.settled(signal);
  } while (!signal.aborted && engine.isRunning(streamId));
}
