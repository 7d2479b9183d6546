import { type Lease, LeaseRequestError, type LeaseStatus } from "@unbounded-streams/stream-lease";
import { describe, expect, it } from "vitest";
import { Streams } from "../../src/fleet/streams.ts";
import { untilStreamsAreOver } from "../../src/fleet/watch-streams.ts";
import { connection } from "./connection.ts";

/** Streams of a run whose leases say what they are told to. */
async function watched(...streamIds: string[]) {
  const streams = new Streams(() => Promise.resolve(new Set()));
  for (const streamId of streamIds) await streams.ask(streamId);
  const leases = new Map<string, LeaseStatus>();
  const running = new Set<string>();
  return {
    ...{ streams, statuses: leases, running, connections: [], waitsForStreams: false },
    engine: { isRunning: (streamId: string) => running.has(streamId) },
    leases: {
      async *list() {
        for (const [streamId, status] of leases) yield { streamId, status } as Lease;
      },
    },
  };
}

const NEVER = new AbortController().signal;

describe("the watch over a fleet's streams", () => {
  it("is over when all their leases are, and one that was never begun has failed", async () => {
    const all = await watched("a", "b", "c");
    all.statuses.set("a", "ended").set("b", "stopped").set("#carrier/default/1", "running");
    await untilStreamsAreOver(all, NEVER);
    expect(all.streams.all.map(({ status }) => status)).toEqual(["ended", "stopped", "failed"]);
  });

  it("goes on when the table does not answer for a while, and not when it refuses", async () => {
    const all = await watched("a");
    all.statuses.set("a", "ended");
    const { list } = all.leases;
    const failing = (attempts: number) => () => {
      all.leases.list = list;
      throw new LeaseRequestError("list of streams", attempts, new Error("throttled"));
    };
    all.leases.list = failing(8) as typeof list;
    await untilStreamsAreOver(all, NEVER);
    expect(all.streams.all[0]?.status).toBe("ended");
    all.leases.list = failing(1) as typeof list;
    await expect(untilStreamsAreOver(all, NEVER)).rejects.toThrow(LeaseRequestError);
  });

  it("does not take the lease of a stream's past for its own while the stream is being started", async () => {
    const all = await watched("a");
    all.statuses.set("a", "ended");
    all.running.add("a");
    const over = untilStreamsAreOver(all, NEVER);
    await expect.poll(() => all.streams.all[0]?.status).toBeUndefined();
    all.running.delete("a");
    await over;
    expect(all.streams.all[0]?.status).toBe("ended");
  });

  it("looks on at a stream that is asked for again", async () => {
    const { streams } = await watched("a");
    const [stream] = streams.all;
    if (stream !== undefined) stream.status = "ended";
    await streams.ask("a");
    expect(streams.all).toEqual([expect.objectContaining({ streamId: "a", status: undefined })]);
    expect(streams.all[0]?.asked).toHaveLength(2);
  });

  it("waits for more streams where it is to, until it is interrupted", async () => {
    const interrupted = new AbortController();
    const all = { ...(await watched()), waitsForStreams: true };
    const over = untilStreamsAreOver(all, interrupted.signal);
    interrupted.abort();
    await over;
  });

  it("does not wait for the last words of seats once it is interrupted", async () => {
    const all = { ...(await watched("a")), connections: [connection("a", 0)] };
    await untilStreamsAreOver(all, AbortSignal.abort());
  });
});

it("the streams of a fleet stand in the order in which they were asked for, whenever the table answers", async () => {
  const slow = Promise.withResolvers<void>();
  const streams = new Streams(async (streamId) => {
    if (streamId === "a") await slow.promise;
    return new Set([streamId]);
  });
  const asking = streams.ask("a");
  await streams.ask("b");
  expect(streams.all.map(({ streamId }) => streamId)).toEqual(["b"]);
  slow.resolve();
  await asking;
  expect(streams.all.map(({ streamId, before }) => [streamId, ...before])).toEqual([
    ["a", "a"],
    ["b", "b"],
  ]);
});
