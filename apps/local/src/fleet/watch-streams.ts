import { setTimeout as passed } from "node:timers/promises";
import { LeaseRequestError, type LeaseStore } from "@unbounded-streams/stream-lease";
import type { Invocation } from "../lambda/invocation.ts";
import type { StepFunctions } from "../step-functions/step-functions.ts";
import { isOver, type Streams } from "./streams.ts";

/** Between two looks at the leases. */
const LOOK_EVERY_MS = 1_000;

/** How long the last seats have to say how they came out, once their streams are over. */
const LAST_WORDS_MS = 5_000;

const LISTEN_EVERY_MS = 100;

/** What is watched. */
export interface Watched {
  readonly streams: Streams;
  readonly leases: Pick<LeaseStore, "list">;
  readonly engine: Pick<StepFunctions, "isRunning">;
  readonly connections: readonly Invocation[];
  readonly waitsForStreams: boolean;
}

/**
 * Keeps what is known of the streams' leases up to date, and resolves when all are over, or when `signal` aborts. A fleet that began
 * without any stream waits for more. A table that does not answer for a while ends nothing.
 *
 * @throws LeaseRequestError when the table refuses
 */
export async function untilStreamsAreOver(watched: Watched, signal: AbortSignal): Promise<void> {
  const { streams, connections, waitsForStreams } = watched;
  while (!signal.aborted) {
    const hasSeen = await lookAtLeases(watched).then(
      () => true,
      (error: unknown) => {
        if (!isOutage(error)) throw error;
        return false;
      },
    );
    if (hasSeen && !waitsForStreams && streams.all.every(isOver)) break;
    await pause(LOOK_EVERY_MS, signal);
  }
  const untilMs = Date.now() + LAST_WORDS_MS;
  const isSilent = () => connections.every(({ endedAtMs }) => endedAtMs !== undefined);
  while (!signal.aborted && !isSilent() && Date.now() < untilMs) await pause(LISTEN_EVERY_MS, signal);
}

/** A stream that is being started has, at most, the lease of its past. */
async function lookAtLeases({ streams, leases, engine }: Watched): Promise<void> {
  const starting = new Set(
    streams.all.filter(({ streamId }) => engine.isRunning(streamId)).map(({ streamId }) => streamId),
  );
  const asked = new Map(streams.all.map(({ streamId, asked: { length } }) => [streamId, length]));
  const found = new Map(
    (await Array.fromAsync(leases.list())).map(({ streamId, status }) => [streamId, status]),
  );
  for (const stream of streams.all) {
    const { streamId } = stream;
    if (starting.has(streamId) || stream.asked.length !== asked.get(streamId)) continue;
    stream.status = found.get(streamId) ?? "failed";
  }
}

/** Whether every attempt went unanswered or was throttled. */
function isOutage(error: unknown): boolean {
  return error instanceof LeaseRequestError && error.attempts > 1;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await passed(ms, undefined, { signal }).catch(() => undefined);
}
