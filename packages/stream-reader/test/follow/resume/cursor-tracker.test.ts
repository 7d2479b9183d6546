import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CursorRule,
  cursorRuleProblem,
  cursorTracker,
  type Frame,
  ndjson,
  parseCursorRule,
  StreamOptionError,
  sse,
} from "../../../src/index.ts";

const jsonFrames = (...documents: unknown[]) =>
  ndjson()
    .decoder()
    .decode(Buffer.from(documents.map((document) => `${JSON.stringify(document)}\n`).join("")));

const read = (rule: CursorRule, frames: readonly Frame[], start?: string) =>
  frames.map(cursorTracker(rule, { start }));

const PARTS = { epoch: "/epoch", offset: "/offset" } as const;

describe("the text of where a cursor is", () => {
  it.each([
    ["sse", "sse"],
    ["/meta/id", "/meta/id"],
    ["header:etag", "header:etag"],
    ['{"epoch":"/a","offset":["/b","sse"]}', { epoch: "/a", offset: ["/b", "sse"] }],
    ["id", undefined],
    ["", undefined],
    ["header:", undefined],
    ["header:a b", undefined],
    ["{}", undefined],
    ["{", undefined],
    ['{"a":5}', undefined],
    ['{"a":[]}', undefined],
    ['{"a":["id"]}', undefined],
    ['{"id":"/id"}', undefined],
    ['{"a-b":"/id"}', undefined],
    ['{"__proto__":"/id"}', undefined],
    [`{${Array.from({ length: 17 }, (_, n) => `"a${n}":"/a"`).join()}}`, undefined],
  ])("%s is %o", (text, expected) => {
    expect(parseCursorRule(text)).toEqual(expected);
  });

  it.each([null, [], 5, ["/a"]])("is not %j", (rule) => {
    expect(cursorRuleProblem(rule)).toMatch(/^cursorOf is /);
    expect(() => cursorTracker(rule as unknown as CursorRule)).toThrow(StreamOptionError);
  });
});

describe("a cursor of several parts", () => {
  it("keeps a part that a frame does not have, from the start too", () => {
    const frames = jsonFrames({ offset: 1 }, { epoch: "x", offset: 2 }, {}, { offset: 3 }, { epoch: "y" });
    expect(read(PARTS, frames)).toEqual([
      '{"offset":"1"}',
      '{"epoch":"x","offset":"2"}',
      undefined,
      '{"epoch":"x","offset":"3"}',
      '{"epoch":"y","offset":"3"}',
    ]);
    expect(read(PARTS, frames, '{"offset":"0","epoch":"w","old":"z"}')[0]).toBe('{"epoch":"w","offset":"1"}');
  });

  it("has each number by its digits", () => {
    const [frame] = ndjson().decoder().decode(Buffer.from('{"epoch":1.0,"offset":18446744073709551615}\n'));
    expect(frame && cursorTracker(PARTS)(frame)).toBe('{"epoch":"1.0","offset":"18446744073709551615"}');
  });

  it("takes the first place where there is something", () => {
    const rule = { at: ["/a", "/b"] } as const;
    expect(read(rule, jsonFrames({ b: 1 }, { a: 2, b: 3 }, { c: 4 }))).toEqual([
      '{"at":"1"}',
      '{"at":"2"}',
      undefined,
    ]);
  });

  it("is of headers of a multipart body's parts", () => {
    const frame = (headers: Record<string, string>): Frame => ({
      bytes: new Uint8Array(),
      text: "",
      headers,
      json: () => undefined,
    });
    const rule = { modified: "header:Last-Modified", tag: "header:etag" } as const;
    expect(read(rule, [frame({ "last-modified": "a", etag: "1" }), frame({ etag: "2" }), frame({})])).toEqual(
      ['{"modified":"a","tag":"1"}', '{"modified":"a","tag":"2"}', undefined],
    );
    expect(read("header:constructor", [frame({})])).toEqual([undefined]);
    expect(read("header:etag", [frame({ etag: "7" })])).toEqual(["7"]);
  });

  it("loses the part of an SSE id that is taken back", () => {
    const frames = sse()
      .decoder()
      .decode(Buffer.from('id: 1\ndata: {"n":5}\n\nid\ndata: {"n":6}\n\nid\ndata: {}\n\n'));
    expect(read({ id1: "sse", n: "/n" }, frames)).toEqual(['{"id1":"1","n":"5"}', '{"n":"6"}', '{"n":"6"}']);
    expect(read({ last: "sse" }, frames)).toEqual(['{"last":"1"}', "", ""]);
  });

  it("says nothing of a frame of which a part could not be carried, and of none of the format", () => {
    const frames = jsonFrames({ epoch: "x", offset: 1 }, { epoch: "a\nb", offset: 2 }, { offset: 3 });
    expect(read(PARTS, frames)).toEqual([
      '{"epoch":"x","offset":"1"}',
      undefined,
      '{"epoch":"x","offset":"3"}',
    ]);
    const long = frames.map(cursorTracker(PARTS, { maxBytes: 20 }));
    expect(long).toEqual([undefined, undefined, '{"offset":"3"}']);
    const [rejected] = ndjson({ validate: true })
      .decoder({ rejected: "deliver" })
      .decode(Buffer.from("{}x\n"));
    expect(rejected && cursorTracker(PARTS)(rejected)).toBeUndefined();
  });

  it.each(["5", "[]", '{"epoch":1}', '{"epoch":"a\\u0000b"}'])("does not begin with %s", (start) => {
    expect(() => cursorTracker(PARTS, { start })).toThrow(StreamOptionError);
  });

  it("is the last of each part, in the rule's order, whatever frames have", () => {
    const document = fc.record({ epoch: fc.string(), offset: fc.nat() }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(document, { minLength: 1 }), (documents) => {
        const isCarried = (text: string) => text !== "" && text.isWellFormed() && !/\p{Cc}/u.test(text);
        const usable = documents.filter(
          ({ epoch }) => epoch === undefined || epoch === "" || isCarried(epoch),
        );
        const epoch = usable.findLast((one) => one.epoch)?.epoch;
        const offset = usable.findLast((one) => one.offset !== undefined)?.offset;
        const expected = {
          ...(epoch !== undefined && { epoch }),
          ...(offset !== undefined && { offset: String(offset) }),
        };
        const cursor = read(PARTS, jsonFrames(...usable)).findLast((one) => one !== undefined);
        expect(JSON.parse(cursor ?? "{}")).toEqual(expected);
        if (cursor !== undefined) expect(cursor).toBe(JSON.stringify(expected));
      }),
    );
  });
});
