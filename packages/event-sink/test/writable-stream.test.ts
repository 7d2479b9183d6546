import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createEventSink, FlushError, type SinkEvent, toWritableStream } from "../src/index.ts";
import { startWorld, type World } from "./support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld("partiql");
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

const numbered = (count: number): SinkEvent[] =>
  Array.from({ length: count }, (_, index) => ({ data: `event ${index}` }));

function newSink(options: { maxInFlight?: number } = {}) {
  const { client, tableName } = world;
  const streamId = world.newStreamId();
  return { streamId, sink: createEventSink({ client, tableName, streamId, ...options }) };
}

test("a pipe is over when everything in it is durable", async () => {
  const { streamId, sink } = newSink();
  await ReadableStream.from(numbered(60)).pipeTo(toWritableStream(sink));
  expect(await world.readStream(streamId)).toHaveLength(60);
  expect(sink.acknowledged?.sequence).toBe(60);
});

test("a sink that is full holds the source up", async () => {
  const { sink } = newSink({ maxInFlight: 2 });
  let pulled = 0;
  const source = new ReadableStream<SinkEvent>(
    {
      pull(controller) {
        pulled += 1;
        if (pulled > 9) controller.close();
        else controller.enqueue({ data: `event ${pulled}` });
      },
    },
    { highWaterMark: 0 },
  );
  world.proxy.hold();
  const piped = source.pipeTo(toWritableStream(sink));
  await expect.poll(() => [world.proxy.openRequests, pulled]).toEqual([1, 3]);
  world.proxy.release();
  await piped;
  expect(sink.stats.stored).toBe(9);
});

test("a failed write errors the pipe with the failures", async () => {
  const { sink } = newSink();
  world.proxy.decide = () => "deny";
  const piped = ReadableStream.from(numbered(1)).pipeTo(toWritableStream(sink));
  await expect(piped).rejects.toBeInstanceOf(FlushError);
});
