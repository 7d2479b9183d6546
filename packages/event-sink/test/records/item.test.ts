import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromItem, InvalidItemError, type StoredEvent } from "../../src/index.ts";
import { toItem } from "../../src/records/item.ts";

const text = fc.string({ unit: "grapheme" });
const storedEvent: fc.Arbitrary<StoredEvent> = fc.record(
  {
    streamId: text,
    key: text,
    data: fc.oneof(text, fc.uint8Array()),
    id: text,
    type: text,
    receivedAtMs: fc.maxSafeInteger(),
    expiresAtSeconds: fc.maxSafeNat(),
  },
  { requiredKeys: ["streamId", "key", "data"] },
);

test("an event survives its item byte for byte", () => {
  fc.assert(
    fc.property(storedEvent, (event) => {
      const back = fromItem(toItem(event));
      expect(Buffer.from(back.data as string)).toEqual(Buffer.from(event.data as string));
      expect({ ...back, data: "" }).toEqual({ ...event, data: "" });
    }),
  );
});

test("data is a string exactly when its bytes are UTF-8", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (data) => {
      const item = toItem({ streamId: "s", key: "k", data });
      expect(Object.keys(item.data ?? {})).toEqual([isUtf8(data) ? "S" : "B"]);
    }),
  );
});

test("a byte order mark is part of the data", () => {
  const item = toItem({ streamId: "s", key: "k", data: Uint8Array.of(0xef, 0xbb, 0xbf, 0x61) });
  expect(item.data).toEqual({ S: "\uFEFFa" });
});

test.each([
  ["PK", { SK: { S: "k" }, data: { S: "" } }],
  ["SK", { PK: { S: "s" }, SK: { N: "1" }, data: { S: "" } }],
  ["data", { PK: { S: "s" }, SK: { S: "k" } }],
  ["receivedAt", { PK: { S: "s" }, SK: { S: "k" }, data: { S: "" }, receivedAt: { S: "now" } }],
])("an item with a wrong %s is not an event", (attribute, item) => {
  expect(() => fromItem(item)).toThrow(InvalidItemError);
  expect(() => fromItem(item)).toThrow(`attribute ${attribute} must be`);
});

test("binary may be base64 text, as a stream's records have it", () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0x01);
  const item = { PK: { S: "s" }, SK: { S: "k" }, data: { B: Buffer.from(bytes).toString("base64") } };
  expect(fromItem(item as never).data).toEqual(Buffer.from(bytes));
});

test("text that is no base64 is no binary", () => {
  const item = { PK: { S: "s" }, SK: { S: "k" }, data: { B: "not base64!" } };
  expect(() => fromItem(item as never)).toThrow(InvalidItemError);
});
