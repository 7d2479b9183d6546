import { describe, expect, it } from "vitest";
import { cursorReader } from "../../../src/follow/resume/cursor.ts";
import { isCursor, ndjson, sse } from "../../../src/index.ts";
import { DEFAULT_MAX_CURSOR_BYTES as MAX_CURSOR_BYTES } from "../../../src/limits.ts";

describe("where a frame's cursor is", () => {
  it.each([
    ["/seq", '{"seq":42}', "42"],
    ["/meta/id", '{"meta":{"id":"a b"}}', "a b"],
    ["/a~1b/0", '{"a/b":["first"]}', "first"],
    ["/seq", '{"seq":1.50}', "1.50"],
    ["/seq", '{"seq":9007199254740993}', "9007199254740993"],
    ["/seq", '{"seq":-18446744073709551615}', "-18446744073709551615"],
    ["/meta/seq", '{"seq":1,"meta":{"seq":1e400}}', "1e400"],
    ["/seq", '{"seq":1.0}', "1.0"],
    ["/seq", '{"seq" : 1e3 }', "1e3"],
    ["/seq", '{"seq":\t1.50E+2\r}', "1.50E+2"],
    ["/seq", '{"seq":-0}', "-0"],
    ["/seq", '{"seq":1.00000000000000001}', "1.00000000000000001"],
    ["/seq", '{"seq":4503599627370497.25}', "4503599627370497.25"],
    ["/seq", `{"seq":0.${"0".repeat(400)}1}`, `0.${"0".repeat(400)}1`],
    ["/seq", '{"seq":0.0,"at":1}', "0.0"],
    ["/0", "[2e0]", "2e0"],
    ["/0/1", "[[1,-0.00]]", "-0.00"],
    ["/seq", '{"seq":7,"price":1.0}', "7"],
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

  it("is not in what is no frame, but for the id of an SSE event that is too large", () => {
    const [line] = ndjson({ validate: true }).decoder({ rejected: "deliver" }).decode(Buffer.from("{}x\n"));
    expect(line && cursorReader("/seq")?.(line)).toBeUndefined();
    expect(line && cursorReader(({ text }) => text)?.(line)).toBeUndefined();
    const [event] = sse()
      .decoder({ rejected: "deliver", maxFrameBytes: 2 })
      .decode(Buffer.from("data: long\nid: 7\n\n"));
    expect(event && cursorReader("sse")?.(event)).toBe("7");
  });

  it("has as many bytes as it may, no more", () => {
    const [frame] = ndjson().decoder().decode(Buffer.from('{"seq":"1234"}\n'));
    expect(frame && cursorReader("/seq", (text) => isCursor(text, 4))?.(frame)).toBe("1234");
    expect(frame && cursorReader("/seq", (text) => isCursor(text, 3))?.(frame)).toBeUndefined();
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
