import { expect, test } from "vitest";
import { SecondaryIndex } from "../src/world/dynamodb/secondary-index.ts";

const BY_WAITING = { name: "byWaiting", hash: "waiting", range: "waitingSince" };

const record = (id: string, waitingSince?: string) => ({
  PK: { S: id },
  epoch: { N: "1" },
  ...(waitingSince === undefined ? {} : { waiting: { S: "default" }, waitingSince: { S: waitingSince } }),
});

test("an index shows a write when its time has come, and takes it back likewise", () => {
  const index = new SecondaryIndex(BY_WAITING);
  index.put(record("weather", "2030"), 100);
  expect(index.entriesAt(99)).toEqual([]);
  expect(index.entriesAt(100)).toEqual([
    { PK: { S: "weather" }, waiting: { S: "default" }, waitingSince: { S: "2030" } },
  ]);
  index.put(record("weather"), 500);
  expect(index.entriesAt(499)).toHaveLength(1);
  expect(index.entriesAt(500)).toEqual([]);
});

test("writes of one record are shown in their order, however late the first one is", () => {
  const index = new SecondaryIndex(BY_WAITING);
  index.put(record("weather", "2030"), 900);
  index.put(record("weather"), 200);
  expect(index.entriesAt(899)).toEqual([]);
  expect(index.entriesAt(900)).toEqual([]);
});

test("entries come in the order of the range key", () => {
  const index = new SecondaryIndex(BY_WAITING);
  for (const [id, since] of [
    ["a", "2032"],
    ["b", "2030"],
    ["c", "2031"],
  ] as const) {
    index.put(record(id, since), 0);
  }
  expect(index.entriesAt(0).map(({ PK }) => PK?.S)).toEqual(["b", "c", "a"]);
});
