import { setTimeout as sleep } from "node:timers/promises";
import { NeverHappenedError } from "../errors.ts";
import type { RunningServer } from "../source-server.ts";
import { until } from "../until.ts";
import type { Tables } from "./tables.ts";

/** The server is killed while the third connection holds the stream, and events are published until the sixth does. */
const KILL_AT = 3;
const LAST = 6;

/** 20 events a second. */
const PUBLISH_EVERY_MS = 50;

const CONNECTED_WITHIN_MS = 30_000;
const HELD_WITHIN_MS = 60_000;
const STORED_WITHIN_MS = 30_000;

/** A stream that is relayed. */
export interface Scene {
  readonly running: RunningServer;
  /** Whether all must come to the table. */
  readonly replays: boolean;
  readonly tables: Tables;
  readonly streamId: string;
  readonly signal: AbortSignal;
}

/** What was published. */
export interface Published {
  /** The numbers from 1 to this. */
  readonly published: number;
  /** The last number before the server was killed. */
  readonly lastBeforeKill: number;
}

/**
 * Publishes events over handovers and a kill of the server, and waits for the last of them to be stored, as long as is to be
 * expected.
 *
 * @throws NeverHappenedError when no connection comes up in time
 */
export async function publishAll(scene: Scene): Promise<Published> {
  await until("a connection", () => isHeld(scene, 1), {
    withinMs: CONNECTED_WITHIN_MS,
    signal: scene.signal,
  });
  const lastBeforeKill = await publishUntilHeld(scene, 1, KILL_AT);
  await scene.running.restart();
  const published = await publishUntilHeld(scene, lastBeforeKill + 1, LAST);
  await stored(scene, published);
  return { published, lastBeforeKill };
}

/** @returns the last number that was published */
async function publishUntilHeld(scene: Scene, first: number, connection: number): Promise<number> {
  const { running, signal } = scene;
  const endMs = performance.now() + HELD_WITHIN_MS;
  for (let n = first; ; n += 1) {
    const nextMs = performance.now() + PUBLISH_EVERY_MS;
    await running.publish(n);
    if (await isHeld(scene, connection)) return n;
    if (performance.now() > endMs) throw new NeverHappenedError(`connection ${connection}`, HELD_WITHIN_MS);
    await sleep(Math.max(0, nextMs - performance.now()), undefined, { signal });
  }
}

async function isHeld({ tables, streamId }: Scene, connection: number): Promise<boolean> {
  const lease = await tables.lease(streamId);
  return lease !== undefined && lease.connections >= connection && lease.connectedAtMs !== undefined;
}

/** What is not stored in time is for the comparison to tell. */
async function stored({ running, replays, tables, streamId, signal }: Scene, last: number): Promise<void> {
  const isStored = async () => {
    const numbers = new Set((await tables.events(streamId)).map((event) => running.numberOf(event)));
    return numbers.has(last) && (!replays || numbers.size >= last);
  };
  await until(`all ${last} events`, isStored, { withinMs: STORED_WITHIN_MS, signal }).catch(
    (error: unknown) => {
      if (!(error instanceof NeverHappenedError)) throw error;
    },
  );
}
