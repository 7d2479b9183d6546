import fc from "fast-check";
import { expect, test } from "vitest";
import { fromDocument, toDocument } from "../../src/dead-letters/document.ts";
import { deadLetterFolder, deadLetterName } from "../../src/dead-letters/name.ts";
import { MAX_DEAD_LETTER_NAME_PART, MAX_DEAD_LETTER_PREFIX_BYTES } from "../../src/limits.ts";
import { recordOf } from "../support/dead-letter-contract.ts";

const MAX_S3_KEY_BYTES = 1024;

const text = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1 }),
  fc.stringMatching(/^[aA%~/.#]{1,6}$/),
  fc
    .tuple(fc.string({ unit: "grapheme", maxLength: 3 }), fc.integer({ min: 60, max: 1_024 }))
    .map(([end, length]) => "x".repeat(length) + end),
);

test("different records have different names, also where case does not count", () => {
  fc.assert(
    fc.property(text, text, text, text, (oneStream, oneKey, otherStream, otherKey) => {
      const one = deadLetterName({ streamId: oneStream, key: oneKey });
      const other = deadLetterName({ streamId: otherStream, key: otherKey });
      expect(one.toUpperCase() === other.toUpperCase()).toBe(
        oneStream === otherStream && oneKey === otherKey,
      );
    }),
  );
});

test("a name has two parts that S3, URLs and file systems take, in the folder of its stream", () => {
  fc.assert(
    fc.property(text, text, (streamId, key) => {
      const name = deadLetterName({ streamId, key });
      expect(name).toMatch(/^[a-z0-9_%~-]+\/[a-z0-9_%~-]+\.json$/);
      expect(name.startsWith(deadLetterFolder(streamId))).toBe(true);
      const parts = name.replace(/\.json$/, "").split("/");
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(MAX_DEAD_LETTER_NAME_PART);
      expect(name.length + MAX_DEAD_LETTER_PREFIX_BYTES).toBeLessThanOrEqual(MAX_S3_KEY_BYTES);
    }),
  );
});

test("hashed keys and plain stream ids are names as they are", () => {
  const key = "a9993e364706816aba3e25717850c26c9cd0d89d";
  expect(deadLetterName({ streamId: "recent_change-1", key })).toBe(`recent_change-1/${key}.json`);
});

test("a document gives back its record, whatever is in it", () => {
  const anyText = fc.string({ unit: "binary" });
  const record = fc.record({
    streamId: anyText,
    key: anyText,
    data: fc.oneof(fc.uint8Array(), anyText).map((data) => Buffer.from(data as string)),
    receivedAtMs: fc.maxSafeInteger(),
    message: anyText,
  });
  const names = fc.record({ id: anyText, type: anyText }, { requiredKeys: [] });
  fc.assert(
    fc.property(record, names, (fields, optional) => {
      const whole = recordOf({ ...fields, ...optional });
      const { data, ...rest } = fromDocument(toDocument(whole), "here");
      expect({ ...rest, data: Buffer.from(data) }).toEqual(whole);
    }),
  );
});
