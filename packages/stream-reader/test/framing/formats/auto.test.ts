import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  auto,
  concatenatedJson,
  type DecoderOptions,
  type Frame,
  type FrameFormat,
  jsonArray,
  jsonSequence,
  lines,
  multipart,
  ndjson,
  type OversizeFrame,
  sse,
} from "../../../src/index.ts";
import { cutsOf, single, utf8 } from "../decode.ts";

function decoded(format: FrameFormat, pieces: readonly Uint8Array[], options: DecoderOptions) {
  const oversize: OversizeFrame[] = [];
  const decoder = format.decoder({ ...options, onOversize: (frame) => oversize.push(frame) });
  const frames: Frame[] = [];
  let code: unknown;
  try {
    for (const piece of pieces) decoder.decode(piece, frames);
    const truncated = decoder.end(frames)?.bytes;
    return { frames: frames.map(shown), oversize, truncated, lastEventId: decoder.lastEventId };
  } catch (error) {
    code = (error as { code: unknown }).code;
  }
  return { frames: frames.map(shown), oversize, code };
}

function shown({ bytes, text, id, event, lastEventId, headers }: Frame) {
  return [Buffer.from(bytes).toString("latin1"), text, id, event, lastEventId, headers];
}

const JSON_BODY = ' {"a":1}\n{"b":[2]}3 "4"';

describe("the format that the content type names", () => {
  it.each<[string | undefined, FrameFormat, string]>([
    ["text/event-stream; charset=utf-8", sse(), "id: 1\ndata: a\n\nevent: e\ndata: b\n\ndata"],
    ["application/x-ndjson", ndjson({ lenient: true }), '[\n\x1e{"a":1},\n]\n'],
    ["application/jsonl", ndjson(), '{"a":1}\n{'],
    ["application/json-seq", jsonSequence(), '\x1e{"a":1}\n\x1e2\n\x1e'],
    ["application/geo+json-seq", jsonSequence(), "\x1e[1]\n"],
    ["multipart/mixed; boundary=b", multipart(), "--b\r\nA: b\r\n\r\none\r\n--b--"],
    ["application/json", concatenatedJson(), JSON_BODY],
    ["application/json", concatenatedJson(), `\uFEFF${JSON_BODY}`],
    ["Application/Vnd.api+JSON; charset=utf-8", concatenatedJson(), JSON_BODY],
    ["application/json", jsonArray(), '\n [{"a":1}, 2, "3", {"b"'],
    ["application/json", jsonSequence(), '\x1e{"a":1}\n\x1e'],
    ["application/json", concatenatedJson(), "\n \n"],
    ["application/json", concatenatedJson(), "<html>"],
    ["text/plain", lines(), "a\r\n\n{}\nb"],
    ["application/octet-stream", lines(), "a\nb\n"],
    ["nonsense", lines(), "a\n"],
    [undefined, lines(), "data: a\n\n"],
  ])(
    "%j: has exactly the frames of that format, whatever the network has cut",
    (contentType, format, body) => {
      const options = { contentType, maxFrameBytes: 20 };
      const expected = decoded(format, [utf8(body)], options);
      expect(decoded(auto(), [utf8(body)], options)).toEqual(expected);
      expect(decoded(auto(), single(utf8(body)), options)).toEqual(expected);
    },
  );

  it.each<[string, string, FrameFormat]>([
    ["application/x-ndjson", "{}\nno JSON\n", ndjson({ lenient: true, validate: true })],
    ["application/json-seq", "\x1e{}\n\x1e{]\n", jsonSequence({ validate: true })],
    ["application/json", "{}{]", concatenatedJson({ validate: true })],
    ["application/json", "[{},{]]", jsonArray({ validate: true })],
    ["application/json", "\x1e{}\n\x1e{]\n", jsonSequence({ validate: true })],
  ])("has the records of %s parsed where it is told to: %j", (contentType, body, format) => {
    const options = { contentType, rejected: "deliver" as const };
    const expected = decoded(format, [utf8(body)], options);
    expect(decoded(auto({ validate: true }), [utf8(body)], options)).toEqual(expected);
    const decoder = auto({ validate: true }).decoder(options);
    expect(decoder.decode(utf8(body)).some(({ rejected }) => rejected !== undefined)).toBe(true);
  });

  it("takes half a byte order mark at the end for cut off, within the bound", () => {
    const half = [Uint8Array.of(0xef), Uint8Array.of(0xbb)];
    for (const maxFrameBytes of [1, 2]) {
      const options = { contentType: "application/json", maxFrameBytes };
      const expected = decoded(concatenatedJson(), half, options);
      expect(decoded(auto(), half, options)).toEqual(expected);
      expect(decoded(auto(), [Buffer.concat(half)], options)).toEqual(expected);
    }
  });

  it("has the same frames too large, in the same places, after white space and a byte order mark", () => {
    for (const start of ["", "\n\n ", "\uFEFF", "\uFEFF \n"]) {
      for (const body of [`${start}["${"x".repeat(30)}",1]`, `${start}1 "${"x".repeat(30)}"2 `]) {
        const options = { contentType: "application/json", maxFrameBytes: 20 };
        const format = body.includes("[") ? jsonArray() : concatenatedJson();
        const expected = decoded(format, [utf8(body)], options);
        expect(expected.oversize).toHaveLength(1);
        expect(decoded(auto(), [utf8(body)], options)).toEqual(expected);
        expect(decoded(auto(), single(utf8(body)), options)).toEqual(expected);
      }
    }
  });

  it("is found whatever the chunking of the white space before", () => {
    const body = fc
      .tuple(
        fc.boolean(),
        fc.array(fc.constantFrom(" ", "\n", "\t")),
        fc.constantFrom("[1,2]", "{}{}", "\x1e1\n"),
      )
      .map(([bom, space, text]) => utf8((bom && text[0] !== "\x1e" ? "\uFEFF" : "") + space.join("") + text))
      .chain((whole) => cutsOf(whole).map((cut) => ({ whole, cut })));
    fc.assert(
      fc.property(body, ({ whole, cut }) => {
        const options = { contentType: "application/json" };
        expect(decoded(auto(), cut, options)).toEqual(decoded(auto(), [whole], options));
      }),
    );
  });

  it("goes on from the last event id of the connection before", () => {
    const decoder = auto().decoder({ contentType: "text/event-stream", lastEventId: "7" });
    expect(decoder.lastEventId).toBe("7");
    expect(decoder.decode(utf8("data: a\n\n"))).toMatchObject([{ lastEventId: "7" }]);
  });
});
