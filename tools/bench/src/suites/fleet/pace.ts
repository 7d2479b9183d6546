import { setTimeout as sleep } from "node:timers/promises";
import type { FleetPace, StoredState } from "../../data/fleet-wire.ts";
import type { Stage } from "./stage.ts";

/** Nothing is sent. */
export const SILENCE: FleetPace = { rate: 0, burst: 1 };

/** Events made, and events stored, by all streams. */
export interface Tally {
  readonly made: number;
  readonly stored: number;
}

export async function tallyOf({ servers }: Stage): Promise<Tally> {
  const streams = await servers.source.streams();
  const { events } = await servers.table.ask<StoredState>({ kind: "stored" });
  return { made: streams.reduce((sum, { made }) => sum + made, 0), stored: events };
}

/** Lets the streams send for so long, falls silent, and waits until all of it is stored. Gives how many events that were. */
export async function sendFor(
  stage: Stage,
  { pace, ms, signal }: { pace: FleetPace; ms: number; signal: AbortSignal },
): Promise<number> {
  const before = await tallyOf(stage);
  await stage.servers.source.setPace(pace);
  await sleep(ms, undefined, { signal });
  await stage.servers.source.setPace(SILENCE);
  const { made } = await tallyOf(stage);
  const sent = made - before.made;
  await stage.until(`storing all of ${sent} events`, async () => {
    const { stored } = await tallyOf(stage);
    return stored - before.stored >= sent;
  });
  return sent;
}
