import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { InterruptedError, RelayLostError } from "../errors.ts";
import type { RunningServer, SourceServer } from "../source-server.ts";
import { inTime } from "../until.ts";
import { compare } from "./compare.ts";
import { NOTHING, type Outcome, problemsOf } from "./outcome.ts";
import { differencesFrom } from "./own-source.ts";
import { publishAll } from "./publish-all.ts";
import { startRelay } from "./relay.ts";
import { resultOf, type ServerResult } from "./server-result.ts";
import { startTables } from "./tables.ts";

/** A server that hangs ends its run, not the command. What it takes to make one (a Go program may be built) does not count. */
const RUN_WITHIN_MS = 240_000;

/** Where a server is run. */
export interface RunPlace {
  /** For this server alone. */
  readonly folder: string;
  /** Ends the run, and all its processes. */
  readonly signal: AbortSignal;
}

/**
 * Runs a stream of a server through the relay, from the first event to the comparison. What fails is among the problems.
 *
 * @throws InterruptedError when `signal` aborts
 */
export async function runServer(server: SourceServer, place: RunPlace): Promise<ServerResult> {
  const startedMs = performance.now();
  const { folder, signal } = place;
  const over = new AbortController();
  const problems: string[] = [];
  let outcome = NOTHING;
  try {
    outcome = await withServer(server, { folder, signal: AbortSignal.any([signal, over.signal]) });
    problems.push(...problemsOf(server, outcome));
  } catch (error) {
    if (signal.aborted) throw new InterruptedError();
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    over.abort();
  }
  return resultOf(server, outcome, { problems, ms: performance.now() - startedMs });
}

async function withServer(server: SourceServer, { folder, signal }: RunPlace): Promise<Outcome> {
  const ownFolder = join(folder, "server");
  await mkdir(ownFolder, { recursive: true });
  const running = await server.start({ folder: ownFolder, signal });
  try {
    const run = relayed(server, running, { folder, signal });
    return await inTime("the end of the run", run, { withinMs: RUN_WITHIN_MS, signal });
  } finally {
    await running.stop();
  }
}

async function relayed(server: SourceServer, running: RunningServer, place: RunPlace): Promise<Outcome> {
  const { name: streamId, replays } = server;
  const { source } = running;
  await using tables = await startTables();
  const { endpoint: dynamodbEndpoint } = tables;
  const relay = await startRelay({ ...place, source, streamId, dynamodbEndpoint });
  const publishing = publishAll({ running, relay, replays, tables, streamId, signal: place.signal });
  publishing.catch(() => undefined);
  await Promise.race([publishing, relay.finished.then(endedEarly)]);
  const { published, lastBeforeKill } = await publishing;
  if (running.end === undefined) await tables.stop(streamId);
  else await running.end();
  const report = await relay.finished;
  const events = await tables.events(streamId);
  return {
    comparison: compare(
      published,
      events.map((event) => running.numberOf(event)),
    ),
    report,
    lastBeforeKill,
    sourceDiffers: differencesFrom(server.definition, source),
    endsByItself: running.end !== undefined,
  };
}

function endedEarly(): never {
  throw new RelayLostError("the relay ended while events were still to be published");
}
