import { expect, test } from "vitest";
import { createEventSink, eventsOfItem } from "../../src/index.ts";
import { createModelTable } from "../support/model-table.ts";

const events = (types: string) =>
  Array.from(types, (type, index) => ({ id: String(index), type, data: "x", receivedAtMs: 1_000 + index }));

function packedInto() {
  const { put, client } = createModelTable({ faults: [], travel: async () => undefined, hasPartiql: false });
  return { put, options: { client, tableName: "events", streamId: "s", key: "id", mode: "packed" } as const };
}

test("a segment has the attributes that all of its events share, and is cut where they change", async () => {
  const { put, options } = packedInto();
  const sink = createEventSink({ ...options, attributes: ({ type = "" }) => ({ kind: { S: type } }) });
  for (const event of events("aaabba")) await sink.write(event);
  await sink.flush();
  expect(put.map(({ kind, segment }) => [kind?.S, segment?.N])).toEqual([
    ["a", "3"],
    ["b", "2"],
    ["a", "1"],
  ]);
  expect(put.flatMap((item) => eventsOfItem(item)).map(({ type }) => type)).toEqual([..."aaabba"]);
});

test("a constant is on every segment", async () => {
  const { put, options } = packedInto();
  const sink = createEventSink({ ...options, attributes: { entity: { S: "segment" } } });
  for (const event of events("abc")) await sink.write(event);
  await sink.flush();
  expect(put).toMatchObject([{ entity: { S: "segment" }, segment: { N: "3" } }]);
});
