import { CreateTableCommand, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  createEventSink,
  eventsTable,
  type ReadEventsOptions,
  readEvents,
  type SinkEvent,
} from "../../src/index.ts";
import { collect } from "../support/collect.ts";
import { createOwnClock, type OwnClock } from "../support/own-clock.ts";
import { startWorld, type World } from "../support/world.ts";

const INDEXED = "indexed-events";
const NOW_MS = 1_800_000_000_000;

let world: World;
let queries = 0;
beforeAll(async () => {
  world = await startWorld();
  world.direct.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === "QueryCommand") queries += 1;
        return next(args);
      },
    { step: "initialize" },
  );
  await world.direct.send(new CreateTableCommand(eventsTable(INDEXED, { receivedAtIndex: true })));
  await waitUntilTableExists({ client: world.direct, maxWaitTime: 60, minDelay: 1 }, { TableName: INDEXED });
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

interface Stream {
  readonly tableName: string;
  readonly streamId: string;
  readonly packed: boolean;
  readonly shards?: number;
}

/** Adds events, each with what it is called and when it was received, before or after `NOW_MS`. */
async function add(
  { packed, ...stream }: Stream,
  ...events: [id: string, sinceNowMs: number][]
): Promise<void> {
  const mode = packed ? "packed" : "put";
  const sink = createEventSink({ client: world.direct, ...stream, key: "id", mode });
  for (const [id, sinceNowMs] of events) {
    const event: SinkEvent = { id, data: `event ${id}`, receivedAtMs: NOW_MS + sinceNowMs };
    await sink.write(event);
  }
  await sink.flush();
}

/** Follows a stream; the clock is at its first pause when this resolves. */
async function following(stream: Stream, options: Partial<ReadEventsOptions> = {}) {
  const clock: OwnClock = createOwnClock(NOW_MS);
  const abort = new AbortController();
  const ids: (string | undefined)[] = [];
  const events = readEvents(world.direct, {
    ...stream,
    follow: true,
    signal: abort.signal,
    system: clock.system,
    ...options,
  });
  const ended = (async () => {
    for await (const { id } of events) ids.push(id);
  })().catch((error: unknown) => error);
  await Promise.race([clock.paused(), ended]);
  return { ids, clock, abort, ended };
}

describe.each([
  { how: "packed, by segments", packed: true },
  { how: "by the index", packed: false },
])("following a stream that is written $how", ({ packed }) => {
  const newStream = (): Stream => ({
    tableName: packed ? world.tableName : INDEXED,
    streamId: world.newStreamId(),
    packed,
  });

  test("gives what is there, then what is added, each once, in the order of arrival", async () => {
    const stream = newStream();
    await add(stream, ["a", -9_000], ["b", -8_000]);
    const { ids, clock, abort, ended } = await following(stream);
    expect(ids).toEqual(["a", "b"]);
    await add(stream, ["c", 100], ["d", 200]);
    await clock.pass(500);
    await add(stream, ["e", 600]);
    await clock.pass(500);
    await clock.pass(60_000);
    expect(ids).toEqual(["a", "b", "c", "d", "e"]);
    expect(clock.pauses).toEqual([500, 500, 500, 500]);
    abort.abort(new Error("enough"));
    expect(await ended).toMatchObject({ code: "READ_ABORTED", cause: { message: "enough" } });
  });

  test("finds in its next look what another connection stores out of order", async () => {
    const stream = newStream();
    const { ids, clock, abort } = await following(stream, { packDelayMs: 3_000 });
    await add(stream, ["later", 500]);
    await clock.pass(500);
    await add(stream, ["earlier", -2_900]);
    await clock.pass(500);
    expect(ids).toEqual(["later", "earlier"]);
    abort.abort();
  });

  test("finds within 30 s what is stored minutes late, and nothing twice", async () => {
    const stream = newStream();
    const { ids, clock, abort } = await following(stream);
    await add(stream, ["on time", 0]);
    await clock.pass(500);
    await add(stream, ["late", -200_000]);
    await clock.pass(500);
    expect(ids).toEqual(["on time"]);
    await clock.pass(29_000);
    expect(ids).toEqual(["on time", "late"]);
    await add(stream, ["late again", -199_000], ["on time again", 30_000]);
    await clock.pass(30_000);
    await clock.pass(30_000);
    expect(ids).toEqual(["on time", "late", "late again", "on time again"]);
    abort.abort();
  });

  test("looks back no further than it is told", async () => {
    const stream = newStream();
    const { ids, clock, abort } = await following(stream, { lookBackMs: 10_000 });
    await add(stream, ["on time", 0]);
    await clock.pass(500);
    await add(stream, ["too late", -10_001]);
    await add(stream, ["late", -9_000]);
    await clock.pass(30_000);
    await clock.pass(30_000);
    expect(ids).toEqual(["on time", "late"]);
    abort.abort();
  });

  test("merges shards, and asks each of them once a look", async () => {
    const stream = { ...newStream(), shards: 4 };
    const names = Array.from({ length: 30 }, (_, index) => `e${index}`);
    for (const [index, name] of names.entries()) await add(stream, [name, index]);
    const { ids, clock, abort } = await following(stream);
    const before = queries;
    await add(stream, ["f", 400]);
    await clock.pass(500);
    expect(ids).toEqual([...names, "f"]);
    expect(queries - before).toBe(4);
    abort.abort();
  });

  test("begins with since", async () => {
    const stream = newStream();
    await add(stream, ["a", -9_000], ["b", -8_000]);
    const { ids, clock, abort } = await following(stream, { since: NOW_MS - 8_500 });
    await add(stream, ["older", -8_600], ["old", -8_400]);
    await clock.pass(31_000);
    expect(ids).toEqual(["b", "old"]);
    abort.abort();
  });
});

test("two connections that both receive the events of a handover give each once", async () => {
  const { tableName } = world;
  const stream = { tableName, streamId: world.newStreamId(), packed: true };
  const { ids, clock, abort } = await following(stream);
  await add(stream, ["1", 0], ["2", 100], ["3", 200]);
  await clock.pass(500);
  await add(stream, ["2", 103], ["3", 203], ["4", 300]);
  await clock.pass(500);
  expect(ids).toEqual(["1", "2", "3", "4"]);
  abort.abort();
});

test("a table without the index is no table to follow a stream in that is not packed", async () => {
  const { tableName } = world;
  const { ended } = await following({ tableName, streamId: world.newStreamId(), packed: false });
  expect(await ended).toMatchObject({
    code: "MISSING_INDEX",
    message: expect.stringContaining("unless the stream is packed (packed: true)"),
  });
});

test("a table that refuses ends the reading, with one request", async () => {
  const before = queries;
  const { ended } = await following({ tableName: "nowhere", streamId: "s", packed: true });
  expect(await ended).toMatchObject({ code: "EVENT_READ_FAILED" });
  expect(queries - before).toBe(1);
});

test("who leaves the loop asks no more", async () => {
  const { direct: client, tableName } = world;
  const stream = { tableName, streamId: world.newStreamId(), packed: true };
  await add(stream, ["a", -9_000], ["b", -8_000]);
  const before = queries;
  for await (const { id } of readEvents(client, { ...stream, follow: true })) if (id === "b") break;
  expect(queries - before).toBe(1);
});

test("without follow the reading ends", async () => {
  const { direct: client, tableName } = world;
  const stream = { tableName, streamId: world.newStreamId(), packed: true };
  await add(stream, ["a", -9_000]);
  expect(await collect(readEvents(client, stream))).toHaveLength(1);
});

test.each<[Partial<ReadEventsOptions>, RegExp]>([
  [{ until: 5 }, /follow is true, which has no end: leave until out/],
  [
    {
      deadLetters: {
        read: () =>
          (async function* () {
            yield* [];
          })(),
      },
    },
    /dead letters come last/,
  ],
  [{ pollIntervalMs: 0 }, /pollIntervalMs is 0/],
  [{ packDelayMs: 60_001 }, /packDelayMs is 60001/],
  [{ lookBackMs: -1 }, /lookBackMs is -1/],
  [{ consistentRead: true }, /the index that since, until and follow need/],
])("%j is refused with follow", (options, message) => {
  const { direct, tableName } = world;
  expect(() => readEvents(direct, { tableName, streamId: "s", follow: true, ...options })).toThrow(message);
});
