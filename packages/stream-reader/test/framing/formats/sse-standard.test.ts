import { describe, expect, it } from "vitest";
import { sse } from "../../../src/index.ts";
import { decodeAll, single, utf8 } from "../decode.ts";

interface Seen {
  text: string;
  event?: string;
  id?: string;
  lastEventId?: string;
}

/** What the body makes, at once and byte by byte. */
function eventsOf(body: string | Uint8Array, lastEventId?: string): Seen[] {
  const bytes = typeof body === "string" ? utf8(body) : body;
  const [whole, cut] = [[bytes], single(bytes)].map((pieces) => {
    const decoder = sse().decoder({ lastEventId });
    return pieces
      .flatMap((piece) => decoder.decode(piece))
      .map(({ text, event, id, lastEventId }) => ({ text, event, id, lastEventId }));
  });
  expect(cut).toEqual(whole);
  return (whole ?? []) as Seen[];
}

const dataOf = (body: string | Uint8Array) => eventsOf(body).map(({ text }) => text);

describe("Server-Sent Events by WHATWG HTML 9.2", () => {
  it.each<[string, string, string[]]>([
    ["9.2.5: a leading byte order mark is ignored", "\uFEFFdata: a\n\n", ["a"]],
    ["9.2.5: a second byte order mark is part of the field name", "\uFEFF\uFEFFdata: a\n\n", []],
    [
      "9.2.5: LF, CR and CRLF end lines, mixed",
      "data: a\rdata: b\r\ndata: c\n\r\ndata: d\r\r",
      ["a\nb\nc", "d"],
    ],
    [
      "9.2.6: one space after the colon is taken away, and no more",
      "data:a\n\ndata: a\n\ndata:  a\n\n",
      ["a", "a", " a"],
    ],
    ["9.2.6: a tab after the colon stays", "data:\ta\n\n", ["\ta"]],
    ["9.2.6: a line that begins with a colon is ignored", ":data: x\n: y\ndata: a\n:\n\n", ["a"]],
    [
      "9.2.6: a comment between a CR and a blank line hides neither",
      "data: a\r: c\n\ndata: b\n\n",
      ["a", "b"],
    ],
    [
      "9.2.6: a line without a colon is a field with an empty value",
      "data\n\ndata\ndata\n\ndata:",
      ["", "\n"],
    ],
    ["9.2.6: the value may have colons", "data: a:b: c\n\n", ["a:b: c"]],
    ["9.2.6: several data lines are joined by LF", "data: YHOO\ndata: +2\ndata: 10\n\n", ["YHOO\n+2\n10"]],
    ["9.2.6: a block without data dispatches nothing", "event: x\nid: 1\n\n\n\n: c\n\n", []],
    ["9.2.6: data that is empty is dispatched", "data:\n\n", [""]],
    ["9.2.6: field names are compared exactly", "Data: x\nDATA: x\n data: x\ndata : x\ndata: a\n\n", ["a"]],
    ["9.2.6: unknown fields are ignored", "foo: x\ndatax: y\ndata: a\nid2: 3\n\n", ["a"]],
    ["9.2.6: an event without its blank line at the end is discarded", "data: a\n\ndata: b\n", ["a"]],
    [
      "9.2.6: NULL and other controls in data are data",
      "data: a\0b\x1e\x85\u2028\n\n",
      ["a\0b\x1e\x85\u2028"],
    ],
  ])("%s", (_, body, expected) => {
    expect(dataOf(body)).toEqual(expected);
  });

  it("9.2.5: wrong UTF-8 is replaced as TextDecoder does it, sequences cut off by a line end too", () => {
    const wrong = [
      [0xff],
      [0xc3],
      [0xe2, 0x82],
      [0xf0, 0x9d, 0x84],
      [0xed, 0xa0, 0x80],
      [0xc0, 0xaf],
      [0xf4, 0x90, 0x80, 0x80],
    ];
    for (const bytes of wrong) {
      const body = Uint8Array.from([...utf8("data: "), ...bytes, ...utf8("\n\n")]);
      expect(dataOf(body)).toEqual([new TextDecoder().decode(Uint8Array.from(bytes))]);
    }
  });

  it("9.2.6: event names an event, the last one counts, and only for its block", () => {
    expect(
      eventsOf("event: a\nevent: b\ndata\n\ndata\n\nevent: c\n\ndata\n\nevent: d\nevent\ndata\n\n"),
    ).toMatchObject([{ event: "b" }, { event: undefined }, { event: undefined }, { event: undefined }]);
  });

  it("9.2.6: an id stays in force over later events, and an empty one takes it back", () => {
    expect(eventsOf("id: 1\ndata\n\ndata\n\nid: 2\n\ndata\n\nid\ndata\n\n")).toMatchObject([
      { id: "1", lastEventId: "1" },
      { id: undefined, lastEventId: "1" },
      { id: undefined, lastEventId: "2" },
      { id: "", lastEventId: "" },
    ]);
  });

  it("9.2.6: an id with NULL is ignored", () => {
    expect(eventsOf("id: 1\ndata\n\nid: 2\0\ndata\n\n")).toMatchObject([
      { lastEventId: "1" },
      { lastEventId: "1" },
    ]);
  });

  it("9.2.3: an id stays in force over a reconnection", () => {
    expect(eventsOf("data\n\nid: 8\ndata\n\n", "7")).toMatchObject([
      { lastEventId: "7" },
      { lastEventId: "8" },
    ]);
    expect(sse().decoder({ lastEventId: "7" }).lastEventId).toBe("7");
  });

  it("9.2.6: an id is in force when its event is dispatched, not before", () => {
    const decoder = sse().decoder();
    decoder.decode(utf8("id: 1\ndata: a\n"));
    expect(decoder.lastEventId).toBeUndefined();
    decoder.decode(utf8("\n"));
    expect(decoder.lastEventId).toBe("1");
  });

  it.each<[string, number | undefined]>([
    ["retry: 10\n\n", 10],
    ["retry:0010\n\n", 10],
    ["retry: 10\n", 10],
    ["retry: 10", undefined],
    ["retry: -1\n\n", undefined],
    ["retry: 1.5\n\n", undefined],
    ["retry: 1e3\n\n", undefined],
    ["retry:  1\n\n", undefined],
    ["retry\n\n", undefined],
    ["retry: ١\n\n", undefined],
    [`retry: ${"9".repeat(400)}\n\n`, Number.MAX_SAFE_INTEGER],
  ])("9.2.6: %j sets the reconnection time to %j: digits only, from the line's end on", (body, expected) => {
    for (const pieces of [[utf8(body)], single(utf8(body))]) {
      const decoder = sse().decoder();
      for (const piece of pieces) decoder.decode(piece);
      expect(decoder.retryMs).toBe(expected);
    }
  });

  it("9.2.3: reads text/event-stream", () => {
    expect(sse()).toMatchObject({ accept: "text/event-stream", contentTypes: ["text/event-stream"] });
  });

  it("dispatches an event with the CR of its blank line, and does not wait for an LF", () => {
    const decoder = sse().decoder();
    expect(decoder.decode(utf8("data: a\r\r"))).toHaveLength(1);
    expect(decoder.decode(utf8("\ndata: b\r\n\r"))).toHaveLength(1);
    expect(decoder.decode(utf8("\n"))).toHaveLength(0);
    expect(decodeAll(sse(), ["data: a\r\n\r", "\n"].map(utf8)).truncated).toBeUndefined();
  });
});
