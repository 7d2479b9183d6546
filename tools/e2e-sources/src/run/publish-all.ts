import { setTimeout as sleep } from "node:timers/promises";
import { NeverHappenedError, RelayLostError } from "../errors.ts";
import type { RunningServer } from "../source-server.ts";
import { until } from "../until.ts";
import type { Relay } from "./relay.ts";
import type { Tables } from "./tables.ts";

/** The server is killed while the third connection holds the stream, the function while the fifth does. */
const SERVER_KILLED_AT = 3;
const FUNCTION_KILLED_AT = 5;
/** Events are published until this connection holds the stream, and as many at least. */
const LAST_CONNECTION = 7;
const LEAST_EVENTS = 500;

/** 25 events a second. */
const PUBLISH_EVERY_MS = 40;
/** The lease is looked at after this many events. */
const LOOK_AFTER = 5;
/** Events that a connection holds the stream for before something happens: the one before it has gone by then. */
const SETTLED_AFTER = 25;

const CONNECTED_WITHIN_MS = 30_000;
const HELD_WITHIN_MS = 60_000;
const STORED_WITHIN_MS = 30_000;

/** A stream that is relayed. */
export interface Scene {
  readonly running: RunningServer;
  readonly relay: Pick<Relay, "killFunctions">;
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
 * Publishes events over handovers, a kill of the server and, when it replays, one of the function, and waits for the last of them to
 * be stored, as long as is to be expected.
 *
 * @throws NeverHappenedError when no connection comes up in time
 */
export async function publishAll(scene: Scene): Promise<Published> {
  await until("a connection", () => isHeld(scene, 1), {
    withinMs: CONNECTED_WITHIN_MS,
    signal: scene.signal,
  });
  const lastBeforeKill = await publishUntilHeld(scene, 1, SERVER_KILLED_AT);
  await scene.running.restart();
  let published = await publishUntilHeld(scene, lastBeforeKill + 1, FUNCTION_KILLED_AT);
  if (scene.replays && (await scene.relay.killFunctions()) === 0) {
    throw new RelayLostError("no function was running that could be killed");
  }
  published = await publishUntilHeld(scene, published + 1, LAST_CONNECTION, LEAST_EVENTS);
  await stored(scene, published);
  return { published, lastBeforeKill };
}

/** @returns the last number that was published, `least` at the least */
async function publishUntilHeld(scene: Scene, first: number, connection: number, least = 0): Promise<number> {
  const { running, signal } = scene;
  const endMs = performance.now() + HELD_WITHIN_MS;
  let last: number | undefined;
  for (let n = first; ; n += 1) {
    const nextMs = performance.now() + PUBLISH_EVERY_MS;
    await running.publish(n);
    if (last === undefined && n % LOOK_AFTER === 0 && (await isHeld(scene, connection))) {
      last = Math.max(n + SETTLED_AFTER, least);
    }
    if (n === last) return n;
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
