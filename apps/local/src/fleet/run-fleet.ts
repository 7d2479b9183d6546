import type { WatchServer } from "@unbounded-streams/watch";
import { recordsSince } from "../ledger/records-since.ts";
import { type FleetOptions, streamIdsOf } from "../options/fleet-options.ts";
import type { LocalOptions } from "../options/options.ts";
import { Progress } from "../report/progress.ts";
import { timetable } from "../report/timetable.ts";
import { troubleOf } from "../report/trouble.ts";
import type { RunContext, RunResult } from "../run-result.ts";
import { fetchTruth } from "../source.ts";
import { branchLabel } from "../stage/branch-label.ts";
import { CARRIER_MACHINE } from "../stage/machines.ts";
import { openApi, runUntil, type Stage, startOverApi } from "../stage/stage.ts";
import { openPage } from "../stage/watch-page.ts";
import { storedEvents } from "../tables.ts";
import { fleetProgress } from "./fleet-progress.ts";
import { type FleetRecord, measureFleet, type StreamOutcome, streamOutcome } from "./measure-fleet.ts";
import { isOver, Streams } from "./streams.ts";
import { untilStreamsAreOver, type Watched } from "./watch-streams.ts";

/** Streams that are started at a time. */
const STARTS_AT_ONCE = 10;

/** Runs many streams on carriers until all of them are over, those that are added meanwhile included. */
export async function runFleet(
  stage: Stage,
  options: LocalOptions & { readonly fleet: FleetOptions },
  context: RunContext,
  cleanup: AsyncDisposableStack,
): Promise<RunResult> {
  const { streamId, fleet } = options;
  const { signal } = context;
  const { database, lambda, engine, logFile } = stage;
  const streams = new Streams(async (id) => {
    const items = await Array.fromAsync(storedEvents(database.client, id));
    return new Set(items.map(({ key }) => key));
  });
  const startedAtMs = Date.now();
  const api = await openApi(stage, options, cleanup, (id) => streams.ask(id));
  const page = await openPage(stage, api, cleanup);
  context.onApi({ api, page: page.url, dynamodb: database.endpoint, stepFunctions: stage.stepFunctions });
  await startAll(api, streamIdsOf(streamId, fleet), signal);

  const { invocations, connections } = lambda;
  const progress = new Progress(
    context.progress,
    fleetProgress(
      () => ({ streams: streams.all, invocations, connections }),
      stage.source === undefined ? lambda.requests : undefined,
    ),
  );
  const watched = { ...stage, streams, connections, waitsForStreams: fleet.streams === 0 };
  await runUntil(stage, untilOver(watched, page, signal), signal).finally(() => progress.stop());
  const endedAtMs = Date.now();
  await stopWhatRuns(
    stage,
    invocations.map((invocation) => invocation.streamId),
    signal.aborted ? streams : undefined,
  );

  const executions = await Promise.all(
    engine.executions
      .filter(({ stateMachineArn }) => stateMachineArn === CARRIER_MACHINE)
      .map(async (execution) => ({ execution, result: await execution.result })),
  );
  const report = measureFleet({
    ...{ options, executions, invocations, connections, startedAtMs, endedAtMs },
    streams: await outcomesOf(stage, streams, { startedAtMs, endedAtMs }),
    isInterrupted: signal.aborted,
  });
  const waits = executions.flatMap(({ execution: { input, waits } }) =>
    waits.map((wait) => ({ ...wait, branch: branchLabel(input, wait.branch) })),
  );
  return {
    ...{ report, logFile },
    timetable: timetable(waits, invocations, startedAtMs),
    trouble: troubleOf(invocations),
  };
}

/** A stream that is being restarted from the page is not over yet. */
async function untilOver(watched: Watched, page: WatchServer, signal: AbortSignal): Promise<void> {
  do {
    await untilStreamsAreOver(watched, signal);
    await page.settled(signal);
  } while (!signal.aborted && !watched.streams.all.every(isOver));
}

async function startAll(api: string, streamIds: readonly string[], signal: AbortSignal): Promise<void> {
  for (let at = 0; at < streamIds.length && !signal.aborted; at += STARTS_AT_ONCE) {
    await Promise.all(streamIds.slice(at, at + STARTS_AT_ONCE).map((id) => startOverApi(api, id)));
  }
}

/** Carriers end with the run, so that the next one finds none that seems to be alive; and with them what they read. */
async function stopWhatRuns(
  { leases }: Stage,
  carriers: readonly string[],
  interrupted: Streams | undefined,
) {
  for (const streamId of new Set(carriers)) await leases.stop({ streamId, reason: "the run is over" });
  for (const { streamId } of interrupted?.all ?? []) await leases.stop({ streamId, reason: "interrupted" });
}

async function outcomesOf(
  stage: Stage,
  streams: Streams,
  { startedAtMs, endedAtMs }: Pick<FleetRecord, "startedAtMs" | "endedAtMs">,
): Promise<StreamOutcome[]> {
  const { database, source, lambda, leases, ledger, witness } = stage;
  await witness.settled();
  const outcomes: StreamOutcome[] = [];
  for (const stream of streams.all) {
    const { streamId, before } = stream;
    const items = await Array.fromAsync(storedEvents(database.client, streamId));
    const record = {
      invocations: lambda.connections.filter((connection) => connection.streamId === streamId),
      records: await recordsSince(ledger, { streamId, sinceMs: startedAtMs }),
      truth: source === undefined ? undefined : await fetchTruth(source, streamId),
      items: items.filter(({ key }) => !before.has(key)),
    };
    const lease = await leases.read(streamId);
    const { asked, status } = stream;
    const last = isOver(stream) ? status : lease?.status;
    outcomes.push(streamOutcome({ streamId, asked, status: last }, record, { lease, endedAtMs }));
  }
  return outcomes;
}
