import fc from "fast-check";
import { expect, test } from "vitest";
import { type EventKeyRule, eventKey, InvalidEventError, type SinkEvent } from "../src/index.ts";
import { MAX_SORT_KEY_BYTES } from "../src/limits.ts";

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

test("by id, events are the same whatever their bytes", () => {
  expect(eventKey({ data: "a", id: "7" }, "id")).toBe(eventKey({ data: "b", id: "7" }, "id"));
});

test("a function makes the key of the event", () => {
  expect(eventKey({ data: "d", type: "t" }, (event) => `${event.type}#${event.data}`)).toBe("t#d");
});

test.each<[string, SinkEvent, EventKeyRule, RegExp]>([
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
