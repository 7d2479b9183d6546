import type { StoredEvent, StoredSegment } from "@unbounded-streams/event-sink";
import { describe, expect, it } from "vitest";
import { countCopies } from "../../src/events/count-copies.ts";

const CONNECTED_AT = 1_000;
const NEVER = Number.POSITIVE_INFINITY;

/** A shard with segments, the newest first, each of events `[key, receivedAtMs]`; tells how many were read. */
class Shard {
  read = 0;
  private readonly segments: StoredSegment[];

  constructor(...segments: [key: string, receivedAtMs: number][][]) {
    this.segments = segments.map((events) => ({
      startMs: Math.min(...events.map(([, atMs]) => atMs)),
      events: events.map(
        ([key, receivedAtMs]): StoredEvent => ({ streamId: "s", key, data: "", receivedAtMs }),
      ),
    }));
  }

  async *[Symbol.asyncIterator]() {
    for (const segment of this.segments) {
      this.read += 1;
      yield segment;
    }
  }
}

async function copiesIn(keys: string, beforeMs: number, ...shards: Shard[]): Promise<Record<string, number>> {
  const probe = { connectedAtMs: CONNECTED_AT, has: (key: string) => keys.includes(key) };
  return Object.fromEntries(await countCopies(shards, { probe, beforeMs }));
}

describe("the copies of an event in segments", () => {
  it("are counted over all shards, of the events that are looked for", async () => {
    const own = new Shard([["a", 1_100]], [["b", 1_050]]);
    const others = new Shard([
      ["a", 1_040],
      ["x", 1_041],
    ]);
    expect(await copiesIn("ab", NEVER, own, others)).toEqual({ a: 2, b: 1 });
  });

  it("are looked for among older segments only as long as these have such events", async () => {
    const shard = new Shard(
      [["x", 1_200]],
      [["x", 900]],
      [["a", 900]],
      [["b", 800]],
      [["x", 700]],
      [["a", 600]],
    );
    expect(await copiesIn("ab", NEVER, shard)).toEqual({ a: 1, b: 1 });
    expect(shard.read).toBe(6);
  });

  it("do not count when a successor may have stored them", async () => {
    const shard = new Shard([["a", 2_000]], [["a", 1_100]], [["b", 1_050]], [["b", 1_040]]);
    expect(await copiesIn("ab", 2_000, shard)).toEqual({ a: 1, b: 2 });
  });
});
