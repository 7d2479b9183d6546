import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type EventKeyRule, eventKey, InvalidEventError, type SinkEvent } from "../../src/index.ts";
import { MAX_SORT_KEY_BYTES } from "../../src/limits.ts";

test("the SHA-1 key of FIPS 180's example is as published, in lower case", () => {
  expect(eventKey({ data: "abc" })).toBe("a9993e364706816aba3e25717850c26c9cd0d89d");
  expect(eventKey({ data: new Uint8Array() })).toBe("da39a3ee5e6b4b0d3255bfef95601890afd80709");
});

test("text has the key of its UTF-8 bytes, wherever they lie in a buffer", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(5), (data, offset) => {
      const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(data)]).subarray(offset);
      expect(eventKey({ data: bytes })).toBe(eventKey({ data }));
    }),
  );
});

test("the SHA-1 key of an event with a name or an id beside its data counts those, too", () => {
  expect(eventKey({ data: "5", type: "joined" })).toBe("7492413c5c5b1834f593ff70d5f3c0dc4270c37f");
  expect(eventKey({ data: "5", type: "left", id: "7" })).toBe("84e014cfa2c5c572b24ea36b2bde4770406b0df1");
  expect(eventKey({ data: Buffer.from("5"), id: "ü" })).toBe("808a1c36b5ca9eec2d2b3cf1051a65edcb7df8e8");
});

test("an id that was read from the data is in its SHA-1 already", () => {
  const event = { data: '{"id":7}', id: "7", idInData: true };
  expect(eventKey(event)).toBe(eventKey({ data: event.data }));
  expect(eventKey({ ...event, type: "t" })).toBe(eventKey({ data: event.data, type: "t" }));
});

test("two events have one SHA-1 key only when all that came is equal", () => {
  const name = fc.option(fc.string({ unit: "binary", maxLength: 3 }), { nil: undefined });
  const event = fc.record({ data: fc.string({ unit: "binary", maxLength: 3 }), id: name, type: name });
  fc.assert(
    fc.property(event, event, (one, other) => {
      const isEqual = one.data === other.data && one.id === other.id && one.type === other.type;
      expect(eventKey(one) === eventKey(other)).toBe(isEqual);
    }),
  );
  const named = { data: "x", type: "t" };
  const spelled = Buffer.concat([
    Buffer.of(0xff),
    Buffer.from('["t",null]'),
    Buffer.of(0xff),
    Buffer.from("x"),
  ]);
  expect(eventKey({ data: spelled.toString() })).not.toBe(eventKey(named));
});

test("by id, events are the same whatever their bytes", () => {
  expect(eventKey({ data: "a", id: "7" }, "id")).toBe(eventKey({ data: "b", id: "7" }, "id"));
});

test("a function makes the key of the event", () => {
  expect(eventKey({ data: "d", type: "t" }, (event) => `${event.type}#${event.data}`)).toBe("t#d");
});

const json = (value: unknown): SinkEvent => ({ data: JSON.stringify(value) });

test("a JSON field makes the key, text and numbers alike", () => {
  const rule = { field: "/meta/id" };
  expect(eventKey(json({ meta: { id: "a-7" } }), rule)).toBe("a-7");
  expect(eventKey(json({ meta: { id: 7 } }), rule)).toBe("7");
  expect(eventKey({ data: Buffer.from('{"list":[{"x":"ü"}]}') }, { field: "/list/0/x" })).toBe("ü");
  expect(eventKey(json({ "a/b": { "~": "k" } }), { field: "/a~1b/~0" })).toBe("k");
});

test("64-bit ids that are one double keep their digits", () => {
  const event = { data: '{"id":1234567890123456789,"next":1234567890123456790}' };
  expect(eventKey(event, { field: "/id" })).toBe("1234567890123456789");
  expect(eventKey(event, { field: "/next" })).toBe("1234567890123456790");
  expect(eventKey(event, { fields: ["/id", "/next"] })).toBe("[1234567890123456789,1234567890123456790]");
});

test("two lists of values have one key only when they are equal", () => {
  const scalar = fc.oneof(fc.string({ unit: "grapheme", maxLength: 8 }), fc.integer(), fc.boolean());
  const rule = { fields: ["/0", "/1"] };
  fc.assert(
    fc.property(fc.tuple(scalar, scalar), fc.tuple(scalar, scalar), (one, other) => {
      const equal = JSON.stringify(one) === JSON.stringify(other);
      expect(eventKey(json(one), rule) === eventKey(json(other), rule)).toBe(equal);
    }),
  );
  expect(eventKey(json(["a", "b,c"]), rule)).not.toBe(eventKey(json(["a,b", "c"]), rule));
});

test("the key of fields is that of the event however its JSON is spaced or ordered", () => {
  const rule = { fields: ["/b", "/a"] };
  expect(eventKey({ data: '{"a":1,"b":"x"}' }, rule)).toBe(eventKey({ data: '{ "b":"x", "a":1 }' }, rule));
});

test.each<[string, SinkEvent, EventKeyRule, RegExp]>([
  ["no JSON", { data: "{" }, { field: "/id" }, /not JSON/],
  ["data that is not UTF-8", { data: Uint8Array.of(0xff) }, { field: "/id" }, /not UTF-8/],
  ["an event without the field", json({}), { field: "/id" }, /nothing at \/id/],
  ["an inherited name", json({}), { field: "/constructor" }, /nothing at/],
  ["the length of a list", json([1]), { field: "/length" }, /nothing at/],
  ["null", json({ id: null }), { field: "/id" }, /null at \/id/],
  ["an object", json({ id: {} }), { fields: ["/id"] }, /an object or array at/],
  ["empty text", json({ id: "" }), { field: "/id" }, /empty text/],
  ["no id", { data: "" }, "id", /no id/],
  ["an empty id", { data: "", id: "" }, "id", /no id/],
  ["half a surrogate pair", { data: "", id: "\ud83c" }, "id", /not well-formed/],
  ["an empty key", { data: "" }, () => "", /it returned ""/],
  ["a key that is no text", { data: "" }, () => 7 as unknown as string, /it returned number/],
])("%s is refused", (_, event, rule, message) => {
  expect(() => eventKey(event, rule)).toThrow(message);
  expect(() => eventKey(event, rule)).toThrow(InvalidEventError);
});

test("a key function that throws is the cause", () => {
  const cause = new SyntaxError("not JSON");
  const rule = (): string => {
    throw cause;
  };
  expect(() => eventKey({ data: "", id: "7" }, rule)).toThrow(
    expect.objectContaining({ code: "INVALID_EVENT", key: "7", cause }),
  );
});

test("a key has up to 1,024 bytes, counted as UTF-8", () => {
  const longest = "ü".repeat(MAX_SORT_KEY_BYTES / 2);
  expect(eventKey({ data: "", id: longest }, "id")).toBe(longest);
  expect(() => eventKey({ data: "", id: `${longest}x` }, "id")).toThrow(/1025 bytes/);
});

test("a key that was cut out of an event's text does not keep that text in memory", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const cut = ({ data }: SinkEvent) => String(data).slice(0, 40);
  const keyOfLargeText = (_: unknown, index: number) => {
    const data = Buffer.alloc(1_000_000, `event-${index}-`).toString("latin1");
    return eventKey({ data }, cut);
  };
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const keys = Array.from({ length: 50 }, keyOfLargeText);
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  expect(new Set(keys).size).toBe(50);
});
