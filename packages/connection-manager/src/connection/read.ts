import type { FollowedStream, FollowTotals } from "@unbounded-streams/stream-reader";
import { endOfFinish, type StreamEnd } from "../report/stream-end.ts";
import type { Invocation } from "./invocation.ts";
import type { Tenure } from "./tenure.ts";

/** What came of reading a stream. */
export interface Reading {
  readonly end: StreamEnd;
  /** Absent when nothing could be asked for. */
  readonly totals?: FollowTotals;
}

/**
 * Hands all that comes to the sink, until the stream is over or the invocation departs.
 *
 * @throws LeaseStoreError of `@unbounded-streams/stream-lease` when nobody can say whether the stream may be reopened
 * @throws StreamError of `@unbounded-streams/stream-reader` for data that every connection would meet again
 */
export async function readStream(
  { intake, departure }: Invocation,
  tenure: Tenure | undefined,
  stream: FollowedStream,
): Promise<Reading> {
  const stop = () => stream.stop();
  departure.signal.addEventListener("abort", stop, { once: true });
  if (departure.signal.aborted) stop();
  try {
    for await (const frames of stream.batches()) {
      await intake.store(frames);
      // What the sink has taken need not be sent again within this invocation; the checkpoint waits until it is durable.
      if (intake.lastId !== undefined) stream.acknowledge(intake.lastId);
      tenure?.keeper.saveFirst();
    }
  } catch (error) {
    if (endOfFinish(stream.finish) === undefined) throw error;
  } finally {
    departure.signal.removeEventListener("abort", stop);
    await stream.close();
  }
  const end = endOfFinish(stream.finish) ?? { outcome: departure.outcome ?? "interrupted" };
  return { end, totals: stream.totals };
}
