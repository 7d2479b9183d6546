import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import {
  type DeadLetter,
  type DeadLetterReader,
  type DeadLetterRecord,
  MAX_ITEM_BYTES,
} from "../../src/index.ts";

/** A record with the given differences. */
export function recordOf(differences: Partial<DeadLetterRecord> = {}): DeadLetterRecord {
  return {
    streamId: "weather",
    key: "a9993e364706816aba3e25717850c26c9cd0d89d",
    data: Buffer.from("größer 🌊"),
    receivedAtMs: 1_700_000_000_500,
    reason: "EVENT_TOO_LARGE",
    message: "too large",
    ...differences,
  };
}

/** All that a store has of a stream, in the order of the keys. */
export async function recordsOf(store: DeadLetterReader, streamId: string): Promise<DeadLetterRecord[]> {
  const records: DeadLetterRecord[] = [];
  for await (const { data, ...rest } of store.read(streamId)) {
    records.push({ ...rest, data: Buffer.from(data) });
  }
  return records.sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** What every dead-letter store of this package does. Each call of `store` gives one that is empty. */
export function testDeadLetterStore(store: () => Promise<DeadLetter & DeadLetterReader>): void {
  const { signal } = new AbortController();

  test("a record comes back as it was put, whatever its bytes and names", async () => {
    const deadLetter = await store();
    const records = [
      recordOf({ key: "1", id: "7", type: "picture" }),
      recordOf({ key: "2", data: randomBytes(MAX_ITEM_BYTES + 1) }),
      recordOf({ key: "3", data: Buffer.alloc(0), id: "\ud83c", reason: "INVALID_EVENT" }),
      recordOf({ key: "4", data: Buffer.from("\uFEFFmit BOM\u0000"), receivedAtMs: -1 }),
      recordOf({ key: "5", data: Buffer.from("{a"), reason: "FRAME_INVALID" }),
      recordOf({
        key: "6",
        data: Buffer.from("first part"),
        sizeBytes: 5_000_000,
        reason: "FRAME_TOO_LARGE",
      }),
    ];
    for (const record of records) await deadLetter.put(record, signal);
    expect(await recordsOf(deadLetter, "weather")).toEqual(records);
  });

  test("a record that is there stays as it is, and has the same location", async () => {
    const deadLetter = await store();
    const first = await deadLetter.put(recordOf({ message: "first" }), signal);
    const second = await deadLetter.put(recordOf({ message: "second" }), signal);
    expect(second).toEqual(first);
    expect((await recordsOf(deadLetter, "weather")).map(({ message }) => message)).toEqual(["first"]);
  });

  test("of writers at the same time one wins, and none fails", async () => {
    const deadLetter = await store();
    const messages = Array.from({ length: 8 }, (_, index) => String(index));
    await Promise.all(messages.map((message) => deadLetter.put(recordOf({ message }), signal)));
    const records = await recordsOf(deadLetter, "weather");
    expect(records).toHaveLength(1);
    expect(messages).toContain(records[0]?.message);
  });

  test("names that a path or an S3 key would mistake stay apart", async () => {
    const deadLetter = await store();
    const keys = [
      "a",
      "A",
      "a/b",
      "a%2fb",
      "..",
      ".",
      "a b",
      "é",
      "~",
      "x".repeat(1024),
      `${"x".repeat(1023)}y`,
    ];
    const streamIds = ["s", "s/", "S", "../s", "s".repeat(2048)];
    const locations = new Set<string>();
    for (const streamId of streamIds) {
      for (const key of keys)
        locations.add((await deadLetter.put(recordOf({ streamId, key }), signal)).location);
    }
    expect(locations.size).toBe(streamIds.length * keys.length);
    for (const streamId of streamIds) {
      const records = await recordsOf(deadLetter, streamId);
      expect(records.map((record) => [record.streamId, record.key])).toEqual(
        keys.toSorted().map((key) => [streamId, key]),
      );
    }
  });

  test("a stream without dead letters has none", async () => {
    expect(await recordsOf(await store(), "quiet")).toEqual([]);
  });

  test("an aborted signal ends a put", async () => {
    await expect((await store()).put(recordOf(), AbortSignal.abort())).rejects.toThrow();
  });
}
