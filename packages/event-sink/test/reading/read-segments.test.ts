import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createEventSink,
  EventReadError,
  InvalidOptionsError,
  ReadAbortedError,
  type ReadSegmentsOptions,
  readSegments,
  type StoredSegment,
} from "../../src/index.ts";
import { collect } from "../support/collect.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** Writes a segment of two events, of this and the next millisecond. */
async function writeSegment(streamId: string, atMs: number, shards = 1): Promise<void> {
  const { client, tableName } = world;
  const sink = createEventSink({ client, tableName, streamId, shards, mode: "packed", key: "id" });
  for (const receivedAtMs of [atMs, atMs + 1]) {
    await sink.write({ id: String(receivedAtMs), data: `event ${receivedAtMs}`, receivedAtMs });
  }
  await sink.flush();
}

function segmentsOf(streamId: string, options: Partial<ReadSegmentsOptions> = {}, client = world.direct) {
  return readSegments(client, { tableName: world.tableName, streamId, ...options });
}

const keysOf = (segments: readonly StoredSegment[]) =>
  segments.map(({ events }) => events.map(({ key }) => key));

describe("the segments of a stream", () => {
  test("come newest first, with what overlapping connections have both stored", async () => {
    const streamId = world.newStreamId();
    for (const atMs of [1_000, 2_000, 2_001]) await writeSegment(streamId, atMs);
    const [segments = []] = await Promise.all(segmentsOf(streamId).map((shard) => collect(shard)));
    expect(segments.map(({ startMs }) => startMs)).toEqual([2_001, 2_000, 1_000]);
    expect(keysOf(segments)).toEqual([
      ["2001", "2002"],
      ["2000", "2001"],
      ["1000", "1001"],
    ]);
  });

  test("are those that begin between since and until, and no other items", async () => {
    const streamId = world.newStreamId();
    for (const atMs of [1_000, 2_000, 3_000]) await writeSegment(streamId, atMs);
    const { client, tableName } = world;
    const other = createEventSink({ client, tableName, streamId, mode: "put", key: "id" });
    await other.write({ id: "segment", data: "no segment" });
    await other.flush();
    const [shard = []] = await Promise.all(segmentsOf(streamId, { since: 1_001, until: 3_000 }).map(collect));
    expect(keysOf(shard)).toEqual([["2000", "2001"]]);
  });

  test("are read no further than they are asked for, a page at a time", async () => {
    const streamId = world.newStreamId();
    for (const atMs of [1_000, 2_000, 3_000]) await writeSegment(streamId, atMs);
    let queries = 0;
    const client = new DynamoDBClient(world.clientConfig);
    client.middlewareStack.add(
      (next) => (args) => {
        queries += 1;
        return next(args);
      },
      { step: "build" },
    );
    for (const shard of segmentsOf(streamId, { pageSize: 1 }, client)) {
      for await (const { startMs } of shard) if (startMs === 2_000) break;
    }
    client.destroy();
    expect(queries).toBe(2);
  });

  test("come shard by shard", async () => {
    const streamId = world.newStreamId();
    const times = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000];
    for (const atMs of times) await writeSegment(streamId, atMs, 3);
    const shards = await Promise.all(segmentsOf(streamId, { shards: 3 }).map((shard) => collect(shard)));
    expect(shards).toHaveLength(3);
    for (const segments of shards) {
      const starts = segments.map(({ startMs }) => startMs);
      expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    }
    expect(
      shards
        .flat()
        .map(({ startMs }) => startMs)
        .toSorted(),
    ).toEqual(times);
  });

  test("are refused with a sentence, as readEvents does", async () => {
    expect(() => segmentsOf("")).toThrow(InvalidOptionsError);
    await expect(Promise.all(segmentsOf("s", { tableName: "none" }).map(collect))).rejects.toThrow(
      EventReadError,
    );
    await expect(Promise.all(segmentsOf("s", { signal: AbortSignal.abort() }).map(collect))).rejects.toThrow(
      ReadAbortedError,
    );
  });
});
