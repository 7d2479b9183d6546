import { expect, test } from "vitest";
import {
  createEnrichment,
  type EventsMessage,
  type StreamRecord,
  TooMuchForTargetError,
} from "../../src/consume.ts";
import { InvalidItemError, InvalidOptionsError } from "../../src/index.ts";
import { eventKey } from "../../src/records/event-key.ts";
import { toItem } from "../../src/records/item.ts";
import { toSegment } from "../../src/records/segment.ts";

const LIMITS = { maxMessages: 3, maxMessageBytes: 400, maxBytes: 1_000 };

/** A record as a pipe delivers it: JSON, in which binary is base64. */
function inserted(sequence: number, image: object): StreamRecord {
  const record = { eventName: "INSERT", dynamodb: { SequenceNumber: String(sequence), NewImage: image } };
  return JSON.parse(
    JSON.stringify(record, (_, value) =>
      value?.B === undefined ? value : { B: Buffer.from(value.B).toString("base64") },
    ),
  );
}

const event = (sequence: number, data: string | Uint8Array = `data ${sequence}`, streamId = "s") =>
  inserted(sequence, toItem({ streamId, key: `k${sequence}`, data }));

function segment(sequence: number, datas: readonly string[]): StreamRecord {
  const { item } = toSegment({
    startMs: 1_000,
    partitionOf: () => "s",
    events: datas.map((data) => {
      const key = eventKey({ data });
      return { key, isKeyDerived: true, item: toItem({ streamId: "s", key, data, receivedAtMs: 1_000 }) };
    }),
  });
  return inserted(sequence, item);
}

const keys = (messages: readonly EventsMessage[]) =>
  messages.map(({ streamId, events }) => [streamId, ...events.map(({ key }) => key)]);

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test("the events of a delivery are handed on by stream, in their order", async () => {
  const messages = await createEnrichment(LIMITS)([event(1), event(2, "other", "t"), event(3)]);
  expect(keys(messages)).toEqual([
    ["s", "k1", "k3"],
    ["t", "k2"],
  ]);
  expect(messages[0]?.events[0]).toEqual({ key: "k1", data: "data 1" });
});

test("a segment comes unpacked, with all that its events have", async () => {
  const datas = Array.from({ length: 5 }, (_, index) => `event ${index}`);
  const messages = await createEnrichment(LIMITS)([segment(1, [...datas, "event 0"])]);
  expect(messages.flatMap(({ events }) => events)).toEqual(
    datas.map((data) => ({ key: eventKey({ data }), data, receivedAtMs: 1_000 })),
  );
});

test("a message is filled up to its bound and no further, as JSON counts", async () => {
  const records = Array.from({ length: 8 }, (_, index) => event(index, "é\n".repeat(10)));
  const messages = await createEnrichment({ ...LIMITS, maxMessages: 9 })(records);
  expect(messages.length).toBeGreaterThan(1);
  for (const message of messages) expect(bytesOf(message)).toBeLessThanOrEqual(LIMITS.maxMessageBytes);
  const [first, second] = messages;
  const oneMore = { ...first, events: [...(first?.events ?? []), second?.events[0]] };
  expect(bytesOf(oneMore)).toBeGreaterThan(LIMITS.maxMessageBytes);
  expect(keys(messages).flatMap(([, ...of]) => of)).toEqual(records.map((_, index) => `k${index}`));
});

test("bytes that are no UTF-8 are base64", async () => {
  const [message] = await createEnrichment(LIMITS)([event(1, Uint8Array.of(0xff, 1))]);
  expect(message?.events).toEqual([{ key: "k1", dataBase64: "/wE=" }]);
});

test("an event that fits into no message goes without its data, and says so", async () => {
  const messages = await createEnrichment(LIMITS)([event(1), event(2, "x".repeat(500)), event(3)]);
  expect(messages.flatMap(({ events }) => events)).toEqual([
    { key: "k1", data: "data 1" },
    { key: "k2", omittedBytes: 500 },
    { key: "k3", data: "data 3" },
  ]);
});

test("more than the target takes is refused, so that the pipe halves it", async () => {
  const enrich = createEnrichment(LIMITS);
  const records = Array.from({ length: 4 }, (_, index) => event(index, "x".repeat(300)));
  await expect(enrich(records)).rejects.toThrow(TooMuchForTargetError);
  for (const half of [records.slice(0, 2), records.slice(2)]) expect(await enrich(half)).toHaveLength(2);
});

test("one record that is too much loses the data of its largest events, and no event", async () => {
  const datas = Array.from({ length: 6 }, (_, index) => `${index}`.repeat(index === 3 ? 300 : 110));
  const messages = await createEnrichment({ ...LIMITS, maxMessages: 9 })([segment(1, datas)]);
  const events = messages.flatMap((message) => message.events);
  expect(events.map(({ key }) => key)).toEqual(datas.map((data) => eventKey({ data })));
  expect(events[3]).toMatchObject({ omittedBytes: 300 });
  expect(events.filter(({ omittedBytes }) => omittedBytes === undefined).length).toBeGreaterThan(2);
  expect(messages.reduce((sum, message) => sum + bytesOf(message), 0)).toBeLessThanOrEqual(LIMITS.maxBytes);
});

test("a record that cannot be read fails the delivery", async () => {
  const broken = inserted(2, { PK: { S: "s" }, SK: { N: "1" }, data: { S: "x" } });
  await expect(createEnrichment(LIMITS)([event(1), broken])).rejects.toThrow(InvalidItemError);
});

test("nothing that was added gives no message", async () => {
  const removed: StreamRecord = { eventName: "REMOVE", dynamodb: { SequenceNumber: "1" } };
  expect(await createEnrichment(LIMITS)([removed])).toEqual([]);
});

test.each([0, 1.5, Number.NaN, 6 * 1024 * 1024 + 1])("a bound of %d is refused", (bound) => {
  expect(() => createEnrichment({ ...LIMITS, maxBytes: bound })).toThrow(InvalidOptionsError);
});

test("events of a table with keys of other names and a prefix are handed on, items of others in it are not", async () => {
  const layout = { keys: { partition: "deviceId", sort: "timestamp" }, partitionPrefix: "STREAM#" };
  const image = (partition: string, key: string) =>
    inserted(1, toItem({ streamId: "any", key, data: key }, partition, layout.keys));
  const enrich = createEnrichment({ ...LIMITS, ...layout });
  expect(keys(await enrich([image("STREAM#7", "a"), image("USER#7", "b")]))).toEqual([["7", "a"]]);
  expect(() => createEnrichment({ ...LIMITS, keys: { partition: "a", sort: "a" } })).toThrow(
    InvalidOptionsError,
  );
});
