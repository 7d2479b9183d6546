import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createS3DeadLetter } from "../../src/dead-letters/s3.ts";
import { createEventSink, eventKey, MAX_ITEM_BYTES } from "../../src/index.ts";
import { MAX_DEAD_LETTER_PREFIX_BYTES } from "../../src/limits.ts";
import { recordOf, recordsOf } from "../support/dead-letter-contract.ts";
import { type S3Server, startS3Server } from "../support/s3-server.ts";
import { startWorld, type World } from "../support/world.ts";

let s3: S3Server;
let world: World;
beforeAll(async () => {
  s3 = await startS3Server();
  world = await startWorld();
});
afterAll(async () => {
  await s3.stop();
  await world.stop();
});
beforeEach(() => {
  s3.objects.clear();
  s3.requests.length = 0;
  s3.knowsConditions = true;
});

const { signal } = new AbortController();
const newStore = (prefix?: string) => createS3DeadLetter({ client: s3.client, bucket: "letters", prefix });

test("a record is one object with a checksum and metadata, written if none is there", async () => {
  const { location } = await newStore("dead/").put(recordOf(), signal);
  const name = "letters/dead/weather/a9993e364706816aba3e25717850c26c9cd0d89d.json";
  expect(location).toBe(`s3://${name}`);
  expect([...s3.objects.keys()]).toEqual([`/${name}`]);
  expect(s3.objects.get(`/${name}`)?.headers).toMatchObject({
    "content-type": "application/json",
    "if-none-match": "*",
    "x-amz-checksum-sha256": expect.stringMatching(/^.{44}$/),
    "x-amz-meta-reason": "EVENT_TOO_LARGE",
    "x-amz-meta-received-at": "1700000000500",
  });
});

test("a server without conditional writes is asked first, and nothing is written over", async () => {
  s3.knowsConditions = false;
  const store = newStore();
  await store.put(recordOf({ message: "first" }), signal);
  await store.put(recordOf({ message: "second" }), signal);
  expect((await recordsOf(store, "weather")).map(({ message }) => message)).toEqual(["first"]);
  expect(s3.requests.map((request) => request.split(" ")[0])).toEqual([
    "PUT",
    "HEAD",
    "PUT",
    "PUT",
    "HEAD",
    "GET",
    "GET",
  ]);
});

test("a sink's event that is too large is in S3, after S3 was busy, and the sink says where", async () => {
  const data = randomBytes(MAX_ITEM_BYTES);
  const streamId = world.newStreamId();
  const store = newStore();
  const locations: (string | undefined)[] = [];
  const { client, tableName } = world;
  const sink = createEventSink({
    client,
    tableName,
    streamId,
    deadLetter: store,
    retry: { baseDelayMs: 0 },
    onSettled: ({ location }) => locations.push(location),
  });
  s3.faults.push({ status: 503, code: "SlowDown" }, { status: 409, code: "ConditionalRequestConflict" });
  await sink.write({ data });
  await sink.flush();
  expect(sink.stats).toMatchObject({ deadLettered: 1, retries: 2, failed: 0 });
  expect(locations).toEqual([`s3://letters/${streamId}/${eventKey({ data })}.json`]);
  expect(await recordsOf(store, streamId)).toMatchObject([{ data: Buffer.from(data) }]);
});

test.each([
  [403, "AccessDenied"],
  [404, "NoSuchBucket"],
])("status %i is no reason to try again", async (status, code) => {
  const { client, tableName } = world;
  const streamId = world.newStreamId();
  const sink = createEventSink({ client, tableName, streamId, deadLetter: newStore() });
  s3.faults.push({ status, code });
  await sink.write({ data: randomBytes(MAX_ITEM_BYTES) });
  await expect(sink.flush()).rejects.toMatchObject({
    failures: [{ code: "DEAD_LETTER_FAILED", attempts: 1, cause: { name: code } }],
  });
});

test("what is no record is named by its location", async () => {
  const store = newStore();
  s3.objects.set("/letters/weather/x.json", { body: Buffer.from("{"), headers: {} });
  await expect(recordsOf(store, "weather")).rejects.toMatchObject({
    code: "INVALID_DEAD_LETTER",
    location: "s3://letters/weather/x.json",
  });
});

test.each([
  [{ bucket: "" }, /createS3DeadLetter cannot work .* bucket must be/],
  [{ client: {} as never }, /client must be an S3Client/],
  [{ prefix: 7 as never }, /prefix must be text/],
  [{ prefix: "p".repeat(MAX_DEAD_LETTER_PREFIX_BYTES + 1) }, /prefix has 601 bytes: give 600 at most/],
])("options %j are refused", (options, message) => {
  expect(() => createS3DeadLetter({ client: s3.client, bucket: "letters", ...options })).toThrow(message);
});
