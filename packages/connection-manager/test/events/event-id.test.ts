import { ndjson, sse } from "@unbounded-streams/stream-reader";
import { describe, expect, it } from "vitest";
import { eventIdReader, parseEventIdRule } from "../../src/events/event-id.ts";

/** The id that a rule finds in what a source sends. */
function idIn(format: "sse" | "lines", rule: string, text: string): string | undefined {
  const parsed = parseEventIdRule(rule);
  const [frame] = (format === "sse" ? sse() : ndjson()).decoder({}).decode(Buffer.from(text));
  if (parsed === undefined || frame === undefined) throw new Error("neither rule nor frame may be missing");
  return eventIdReader(parsed)(frame);
}

describe("the text of an event id rule", () => {
  it.each([
    ["sse", { in: "sse" }],
    ["/id", { in: "json", pointer: ["id"] }],
    ["/meta/id", { in: "json", pointer: ["meta", "id"] }],
    ["/a~1b/c~0d/~01", { in: "json", pointer: ["a/b", "c~d", "~1"] }],
    ["/", { in: "json", pointer: [""] }],
    ["/items/0/id", { in: "json", pointer: ["items", "0", "id"] }],
    ["header:X-Id", { in: "header", name: "X-Id" }],
    ["record:/header/revision", { in: "record", pointer: "/header/revision" }],
    ["record:id", undefined],
    ['{"epoch":"/e","offset":["/o","sse"]}', { in: "parts", parts: { epoch: "/e", offset: ["/o", "sse"] } }],
    ["", undefined],
    ["{}", undefined],
    ['{"epoch":"e"}', undefined],
    ["id", undefined],
    ["/a~2", undefined],
    ["/a~", undefined],
    ["SSE", undefined],
  ])("%j is %o", (text, expected) => {
    expect(parseEventIdRule(text)).toEqual(expected);
  });
});

describe("an event's id", () => {
  it.each<[string, "sse" | "lines", string, string, string | undefined]>([
    ["is the id of an SSE event", "sse", "sse", "id: 7\ndata: x\n\n", "7"],
    ["is absent when the SSE event has none", "sse", "sse", "data: x\n\n", undefined],
    ["is absent when SSE resets it", "sse", "sse", "id:\ndata: x\n\n", undefined],
    ["is in the JSON of an SSE event, if so named", "sse", "/id", 'id: 7\ndata: {"id":8}\n\n', "8"],
    ["is a member of the document", "lines", "/id", '{"id":"a-1"}\n', "a-1"],
    ["is a nested member", "lines", "/meta/id", '{"id":1,"meta":{"id":"b"}}\n', "b"],
    ["is in an array", "lines", "/1/id", '[{"id":"a"},{"id":"b"}]\n', "b"],
    ["is below names with slash and tilde", "lines", "/a~1b/c~0d", '{"a/b":{"c~d":"x"}}\n', "x"],
    ["may be a whole number", "lines", "/id", '{"id":9007199254740991}\n', "9007199254740991"],
    ["may be 0", "lines", "/id", '{"id":0}\n', "0"],
    [
      "has all digits of a number that was rounded",
      "lines",
      "/id",
      '{"id":9007199254740993}\n',
      "9007199254740993",
    ],
    ["may be a fraction", "lines", "/id", '{"id":1.5}\n', "1.5"],
    ["is not null", "lines", "/id", '{"id":null}\n', undefined],
    ["is not an object", "lines", "/meta", '{"meta":{"id":"b"}}\n', undefined],
    ["is not a member of a text", "lines", "/id/length", '{"id":"abc"}\n', undefined],
    ["is not inherited", "lines", "/constructor/name", "{}\n", undefined],
    ["is not half a surrogate pair", "lines", "/id", '{"id":"\\ud800"}\n', undefined],
    ["is absent when the member is", "lines", "/id", '{"ids":1}\n', undefined],
  ])("%s", (_, format, rule, text, expected) => {
    expect(idIn(format, rule, text)).toBe(expected);
  });

  it("is absent from what is not JSON", () => {
    const [frame] = sse().decoder({}).decode(Buffer.from("data: not JSON\n\n"));
    const rule = parseEventIdRule("/id");
    expect(rule && frame && eventIdReader(rule)(frame)).toBeUndefined();
  });
});

describe("an id of several parts", () => {
  const rule = parseEventIdRule('{"epoch":"/epoch","offset":["/pub/offset","/offset"]}');
  const idsOf = (start: string | undefined, ...texts: string[]) => {
    const frames = ndjson()
      .decoder({})
      .decode(Buffer.from(`${texts.join("\n")}\n`));
    const read = rule && eventIdReader(rule, { start });
    return frames.map((frame) => read?.(frame));
  };

  it("keeps the parts that an event does not have", () => {
    const ids = idsOf(
      undefined,
      '{"epoch":"a","offset":4}',
      '{"pub":{"offset":5}}',
      "{}",
      '{"epoch":"b","offset":"0"}',
    );
    expect(ids).toEqual([
      '{"epoch":"a","offset":"4"}',
      '{"epoch":"a","offset":"5"}',
      undefined,
      '{"epoch":"b","offset":"0"}',
    ]);
  });

  it("begins with those of the checkpoint", () => {
    expect(idsOf('{"epoch":"a","offset":"4"}', '{"pub":{"offset":5}}')).toEqual([
      '{"epoch":"a","offset":"5"}',
    ]);
  });
});
