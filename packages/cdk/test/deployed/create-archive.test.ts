import { gunzipSync } from "node:zlib";
import type { StreamRecord } from "@unbounded-streams/event-sink/consume";
import { expect, test } from "vitest";
import { createArchive, type NamedObject } from "../../src/deployed/create-archive.ts";

const NOW = Date.UTC(2026, 0, 2, 3, 4);

function archiving(failure?: Error) {
  const objects: NamedObject[] = [];
  const archive = createArchive({
    prefix: "events/",
    now: () => NOW,
    async put(object) {
      if (failure) throw failure;
      objects.push(object);
    },
  });
  return { archive, objects };
}

const image = (key: string, rest: object = {}) => ({
  PK: { S: "s" },
  SK: { S: key },
  data: { S: `data ${key}` },
  ...rest,
});

function inserted(sequence: number, item: object): StreamRecord {
  return { eventName: "INSERT", dynamodb: { SequenceNumber: String(sequence), NewImage: item } };
}

const records = (...keys: string[]) => ({
  Records: keys.map((key, index) => inserted(index + 1, image(key))),
});

function linesOf(object: NamedObject | undefined): unknown[] {
  const text = gunzipSync(object?.body ?? Buffer.alloc(0)).toString();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a delivery is one object, with a line of JSON for each event, each once", async () => {
  const { archive, objects } = archiving();
  expect(await archive(records("a", "b", "a"))).toEqual({ batchItemFailures: [] });
  expect(objects).toHaveLength(1);
  expect(linesOf(objects[0])).toEqual([
    { streamId: "s", key: "a", data: "data a" },
    { streamId: "s", key: "b", data: "data b" },
  ]);
});

test("a line has what its event has, and bytes that are no UTF-8 as base64", async () => {
  const { archive, objects } = archiving();
  const all = {
    receivedAt: { N: "1700000000000" },
    eventId: { S: "1" },
    eventType: { S: "t" },
    expiresAt: { N: "2" },
  };
  await archive({ Records: [inserted(1, image("a", { ...all, data: { B: "/wE=" } }))] });
  expect(linesOf(objects[0])).toEqual([
    { streamId: "s", key: "a", receivedAtMs: 1_700_000_000_000, id: "1", type: "t", dataBase64: "/wE=" },
  ]);
});

test("an object is named by the hour of its first event and what is in it, so that it is kept once", async () => {
  const { archive, objects } = archiving();
  const first = inserted(7, image("a", { receivedAt: { N: String(Date.UTC(2026, 10, 28, 23, 59)) } }));
  for (const Records of [[first], [first], [first, inserted(8, image("b"))]]) await archive({ Records });
  const names = objects.map(({ name }) => name);
  expect(names[0]).toMatch(/^events\/2026\/11\/28\/23\/7-[0-9a-f]{16}\.ndjson\.gz$/);
  expect(names[1]).toBe(names[0]);
  expect(objects[1]?.body).toEqual(objects[0]?.body);
  expect(names[2]).not.toBe(names[0]);
});

test("an event that says no time is of the hour in which it is archived", async () => {
  const { archive, objects } = archiving();
  await archive(records("a"));
  expect(objects[0]?.name).toMatch(/^events\/2026\/01\/02\/03\/1-/);
});

test("a delivery without events makes no object", async () => {
  const { archive, objects } = archiving();
  const answer = await archive({ Records: [{ eventName: "REMOVE", dynamodb: { SequenceNumber: "1" } }] });
  expect({ answer, objects }).toEqual({ answer: { batchItemFailures: [] }, objects: [] });
});

test("a record that cannot be read comes again, and what stands before it is kept", async () => {
  const { archive, objects } = archiving();
  const broken = inserted(2, image("b", { encoding: { S: "gzip" }, data: { B: "AAAA" } }));
  const answer = await archive({ Records: [inserted(1, image("a")), broken, inserted(3, image("c"))] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(linesOf(objects[0])).toMatchObject([{ key: "a" }]);
});

test("all of a delivery comes again when its object cannot be put", async () => {
  const { archive } = archiving(new Error("SlowDown"));
  expect(await archive(records("a", "b"))).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
});
