import { getEventListeners } from "node:events";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { realSystem } from "@unbounded-streams/dynamodb-request/system";
import type { Fault } from "@unbounded-streams/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  createEventSink,
  EventSinkError,
  type EventSinkOptions,
  EventWriteError,
  eventKey,
  FlushError,
  type System,
} from "../../src/index.ts";
import { MAX_FAILURES_IN_MESSAGE, MAX_FAILURES_KEPT } from "../../src/limits.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => world.proxy.reset());
afterAll(() => world.stop());

function newSink(options: Partial<EventSinkOptions> = {}) {
  const { client, tableName } = world;
  return createEventSink({ client, tableName, streamId: world.newStreamId(), mode: "put", ...options });
}

test("a missing table is reported at once, with the event, the cause and the remedy", async () => {
  const sink = newSink({ tableName: "no-such-table" });
  await sink.write({ data: "event" });
  const error = await sink.flush().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FlushError);
  expect(error).toBeInstanceOf(EventSinkError);
  expect(error).toMatchObject({
    code: "FLUSH_FAILED",
    message: expect.stringMatching(
      /1 of 1 events .* no-such-table after 1 attempt: ResourceNotFound.*eventsTable/,
    ),
    failures: [
      {
        code: "EVENT_WRITE_FAILED",
        key: eventKey({ data: "event" }),
        attempts: 1,
        cause: { name: "ResourceNotFoundException" },
      },
    ],
  });
  expect(world.proxy.operations).toHaveLength(1);
});

test("a refusal is not tried again", async () => {
  const sink = newSink();
  world.proxy.faultNext("deny");
  await sink.write({ data: "event" });
  await expect(sink.flush()).rejects.toThrow(/AccessDeniedException.*dynamodb:PutItem/);
  expect(sink.stats).toMatchObject({ failed: 1, retries: 0 });
});

test("only the first line of an answer is quoted: a refused signature's others hold a session token", () => {
  const cause = new Error("The signature is wrong.\n\nThe Canonical String was\nx-amz-security-token:secret");
  const error = new EventWriteError({ key: "k", tableName: "events", attempts: 1, cause });
  expect(error.message).toContain("Error: The signature is wrong.");
  expect(error.message).not.toContain("secret");
});

test("a failed sink refuses writes with its first failure, and every flush names it", async () => {
  const streamId = world.newStreamId();
  const sink = newSink({ streamId, key: "id" });
  world.proxy.faultNext("deny");
  await sink.write({ data: "event", id: "lost" });
  const [first, second] = await Promise.allSettled([sink.flush(), sink.flush()]);
  expect(first.status).toBe("rejected");
  expect(second.status).toBe("rejected");
  await expect(sink.write({ data: "event", id: "later" })).rejects.toMatchObject({
    code: "EVENT_WRITE_FAILED",
    key: "lost",
  });
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ key: "lost" }] });
  expect(world.proxy.operations).toHaveLength(1);
  expect(sink.stats).toMatchObject({ received: 1, failed: 1 });
});

test("what is in flight when the sink fails is finished; what waits is refused", async () => {
  const streamId = world.newStreamId();
  const sink = newSink({ streamId, key: "id", maxInFlight: 2 });
  world.proxy.hold();
  world.proxy.faultNext("deny");
  await sink.write({ data: "", id: "denied" });
  await expect.poll(() => world.proxy.operations.length).toBe(1);
  await sink.write({ data: "", id: "stored" });
  const waiting = sink.write({ data: "", id: "waiting" });
  await expect.poll(() => world.proxy.operations.length).toBe(2);
  world.proxy.releaseOne();
  await expect(waiting).rejects.toMatchObject({ code: "EVENT_WRITE_FAILED", key: "denied" });
  world.proxy.release();
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ key: "denied" }] });
  expect((await world.readStream(streamId)).map((event) => event.key)).toEqual(["stored"]);
  expect(sink.stats).toMatchObject({ received: 2, stored: 1, failed: 1, inFlight: 0 });
});

test("flush names every failure, and its message the first ones", async () => {
  const sink = newSink({ key: "id" });
  const ids = Array.from({ length: MAX_FAILURES_IN_MESSAGE + 2 }, (_, index) => `event-${index}`);
  world.proxy.faultNext(...ids.map((): Fault => "deny"));
  await Promise.all(ids.map((id) => sink.write({ data: "", id })));
  const error = (await sink.flush().catch((reason: unknown) => reason)) as FlushError;
  expect(error.failures.map((failure) => failure.key).sort()).toEqual(ids);
  expect(error.cause).toBe(error.failures[0]);
  expect(error.message).toContain("7 of 7 events");
  expect(error.message).toContain("and 2 more");
  expect(error.message.match(/event-\d/g)).toHaveLength(MAX_FAILURES_IN_MESSAGE);
});

test("a rejection of write that nobody looks at is not unhandled, and flush reports it", async () => {
  const sink = newSink({ key: "id" });
  void sink.write({ data: "without an id" });
  void sink.write({ data: "without an id either" });
  await expect(sink.flush()).rejects.toMatchObject({
    failures: [{ code: "INVALID_EVENT" }, { code: "INVALID_EVENT" }],
  });
  expect(sink.stats).toMatchObject({ received: 2, failed: 2 });
});

test.each([
  ["data of another type", { data: 5 }, /data is number/],
  ["half a surrogate pair", { data: "\ud83c" }, /data is not well-formed/],
  ["an id with half a surrogate pair", { data: "", id: "\ud83c" }, /id is not well-formed/],
  ["a broken time", { data: "", receivedAtMs: Number.NaN }, /receivedAtMs is NaN/],
])("%s is refused before any request", async (_, event, message) => {
  const sink = newSink();
  const write = sink.write(event as { data: string });
  await expect(write).rejects.toMatchObject({
    code: "INVALID_EVENT",
    message: expect.stringMatching(message),
  });
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ code: "INVALID_EVENT" }] });
  expect(world.proxy.operations).toHaveLength(0);
});

test("abort cuts requests short, names their events, and refuses waiting and later writes", async () => {
  const stop = new AbortController();
  const system = { after: () => () => undefined };
  const sink = newSink({ key: "id", maxInFlight: 1, signal: stop.signal, system });
  world.proxy.hold();
  await sink.write({ data: "", id: "in-flight" });
  const waiting = sink.write({ data: "", id: "waiting" });
  await expect.poll(() => world.proxy.operations.length).toBe(1);
  const reason = new Error("shutting down");
  stop.abort(reason);
  await expect(sink.flush()).rejects.toMatchObject({
    failures: [
      { code: "EVENT_WRITE_FAILED", key: "in-flight", cause: { code: "SINK_ABORTED", cause: reason } },
    ],
  });
  await expect(waiting).rejects.toMatchObject({ key: "in-flight" });
  await expect(sink.write({ data: "", id: "later" })).rejects.toMatchObject({ key: "in-flight" });
  await expect.poll(() => world.proxy.openRequests).toBe(0);
});

test("abort cuts a real pause short", async () => {
  const stop = new AbortController();
  const retry = { baseDelayMs: 1_000_000, maxDelayMs: 1_000_000 };
  const pauses: number[] = [];
  const system: Partial<System> = {
    random: () => 0.999,
    sleep(ms, signal) {
      pauses.push(ms);
      return realSystem.sleep(ms, signal);
    },
  };
  const sink = newSink({ retry, signal: stop.signal, system });
  world.proxy.faultNext("throttle");
  await sink.write({ data: "event" });
  await expect.poll(() => pauses.length).toBe(1);
  expect(pauses).toEqual([999_000]);
  stop.abort();
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ cause: { code: "SINK_ABORTED" } }] });
});

test("after an abort with nothing in flight flush resolves, since all is durable", async () => {
  const stop = new AbortController();
  const sink = newSink({ signal: stop.signal });
  await sink.write({ data: "event" });
  await sink.flush();
  stop.abort();
  await expect(sink.write({ data: "later" })).rejects.toMatchObject({ code: "SINK_ABORTED" });
  await sink.flush();
  expect(sink.stats).toMatchObject({ received: 1, stored: 1 });
});

test("no timer and no listener outlives its request", async () => {
  const { signal } = new AbortController();
  let timers = 0;
  const after: System["after"] = (ms, callback) => {
    const cancel = realSystem.after(ms, callback);
    timers += 1;
    return () => {
      timers -= 1;
      cancel();
    };
  };
  const sink = newSink({ signal, system: { after, sleep: async () => undefined } });
  world.proxy.hold();
  world.proxy.faultNext("drop-reply", "deny");
  await sink.write({ data: "tried again" });
  await sink.write({ data: "denied" });
  await expect.poll(() => world.proxy.operations.length).toBe(2);
  expect([timers, getEventListeners(signal, "abort").length]).toEqual([2, 2]);
  world.proxy.release();
  await expect(sink.flush()).rejects.toBeInstanceOf(FlushError);
  expect([timers, getEventListeners(signal, "abort").length]).toEqual([0, 0]);
});

test("a clock that fails is a failure of its event, not an unhandled rejection", async () => {
  const broken = new Error("no timer");
  const sink = newSink({ system: { sleep: () => Promise.reject(broken) } });
  world.proxy.faultNext("throttle");
  await sink.write({ data: "event" });
  await expect(sink.flush()).rejects.toMatchObject({ failures: [{ cause: broken }] });
});

test("however many events are refused, so many errors are kept, and all are counted", async () => {
  const sink = newSink({ key: "id" });
  const refused = MAX_FAILURES_KEPT + 5;
  for (let count = 0; count < refused; count += 1) await sink.write({ data: "no id" }).catch(() => undefined);
  const error = await sink.flush().catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    failed: refused,
    message: expect.stringContaining(`${refused} of ${refused}`),
  });
  expect((error as FlushError).failures).toHaveLength(MAX_FAILURES_KEPT);
  expect(sink.stats).toMatchObject({ failed: refused, inFlight: 0 });
});

test("an event is written again after the client's own time-out", async () => {
  const streamId = world.newStreamId();
  const requestHandler = { socketTimeout: 200 };
  const client = new DynamoDBClient({
    ...world.clientConfig,
    requestHandler,
    endpoint: world.proxy.endpoint,
  });
  const sink = newSink({ client, streamId, system: { sleep: async () => undefined } });
  world.proxy.hold();
  await sink.write({ data: "event" });
  await expect.poll(() => world.proxy.operations.length).toBeGreaterThanOrEqual(2);
  world.proxy.release();
  await sink.flush();
  client.destroy();
  expect(sink.stats).toMatchObject({ received: 1, failed: 0 });
  expect(await world.readStream(streamId)).toMatchObject([{ data: "event" }]);
});
