import { endOfFailure } from "../report/stream-end.ts";
import type { Invocation } from "./invocation.ts";
import type { Reading } from "./read.ts";
import type { Tenure } from "./tenure.ts";

/** How holding a stream came out. */
export type Held = HeldStream | Failure;

/** A stream that was held until there was an outcome. */
export interface HeldStream extends Reading {
  /** When the last byte had been read, in epoch milliseconds. */
  readonly endedAtMs: number;
}

/** What went wrong while the stream was held. */
export interface Failure {
  readonly failure: unknown;
}

/**
 * Keeps the lease while `read` goes on, and departs when the invocation's time is up. Never rejects. When it resolves,
 * the keeper's last write is made.
 */
export async function holdStream(
  { options: { system }, departure }: Invocation,
  tenure: Tenure | undefined,
  read: () => Promise<Reading>,
): Promise<Held> {
  const done = new AbortController();
  const keeping = tenure?.keeper.keep(done.signal);
  const stopTimer =
    tenure &&
    system.startTimer(() => departure.leave("expired"), Math.max(0, tenure.budget.stopAtMs - system.now()));
  const reading = await read().catch((failure: unknown): Reading | Failure => {
    const end = endOfFailure(failure);
    return end === undefined ? { failure } : { end };
  });
  stopTimer?.();
  done.abort();
  const endedAtMs = system.now();
  await keeping;
  if ("failure" in reading) return reading;
  return departure.error === undefined ? { ...reading, endedAtMs } : { failure: departure.error };
}
