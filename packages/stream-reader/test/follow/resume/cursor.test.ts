import { describe, expect, it } from "vitest";
import { cursorReader } from "../../../src/follow/resume/cursor.ts";
import { isCursor, ndjson, sse } from "../../../src/index.ts";
import { MAX_CURSOR_BYTES } from "../../../src/limits.ts";

describe("where a frame's cursor is", () => {
  it.each([
    ["/seq", '{"seq":42}', "42"],
    ["/meta/id", '{"meta":{"id":"a b"}}', "a b"],
    ["/a~1b/0", '{"a/b":["first"]}', "first"],
    ["/seq", '{"seq":1.5}', undefined],
    ["/seq", '{"seq":9007199254740993}', undefined],
    ["/seq", '{"seq":null}', undefined],
    ["/seq", '{"other":1}', undefined],
    ["/seq", '{"seq":""}', undefined],
    ["/seq", '{"seq":"a\\u0000b"}', undefined],
  ] as const)("%s in %s is %j", (rule, text, cursor) => {
    const [frame] = ndjson()
      .decoder()
      .decode(Buffer.from(`${text}\n`));
    expect(frame && cursorReader(rule)?.(frame)).toBe(cursor);
  });

  it("is the last event id in force for SSE, and an empty one takes it back", () => {
    const text = "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\nid: \u0001\ndata: d\n\n";
    const frames = sse().decoder().decode(Buffer.from(text));
    expect(frames.map((frame) => cursorReader("sse")?.(frame))).toEqual(["1", "1", "", undefined]);
  });

  it("is what a function says, as far as a request can carry it", () => {
    const [frame] = ndjson().decoder().decode(Buffer.from("1\n"));
    expect(frame && cursorReader(({ text }) => `at ${text}`)?.(frame)).toBe("at 1");
    expect(frame && cursorReader(() => "a\nb")?.(frame)).toBeUndefined();
  });

  it.each(["id", "", "/a~2", "/a~"])("is not said by %j", (rule) => {
    expect(cursorReader(rule as "sse")).toBeUndefined();
  });
});

describe("a cursor", () => {
  it.each([
    ["7", true],
    ["é~ :,", true],
    ["", false],
    ["a\nb", false],
    ["a\u0000", false],
    ["\ud800", false],
    ["x".repeat(MAX_CURSOR_BYTES), true],
    ["x".repeat(MAX_CURSOR_BYTES + 1), false],
    ["é".repeat(MAX_CURSOR_BYTES / 2 + 1), false],
  ])("fits into a request: %j", (id, expected) => {
    expect(isCursor(id)).toBe(expected);
  });
});
