import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamOptionError } from "../../../src/errors/caller-errors.ts";
import { FrameInvalidError } from "../../../src/errors/frame-errors.ts";
import { cursorTracker } from "../../../src/follow/resume/cursor-tracker.ts";
import { decodeAll } from "../../../src/framing/decode-frames.ts";
import { elements } from "../../../src/framing/elements/elements.ts";
import { messages } from "../../../src/framing/formats/messages.ts";
import { ndjson } from "../../../src/framing/formats/ndjson.ts";
import { sse } from "../../../src/framing/formats/sse.ts";
import type { Frame } from "../../../src/framing/frames/frame.ts";
import { MAX_RECORD_ELEMENTS } from "../../../src/limits.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textsOf = (body: string, format = elements(ndjson(), { at: "/result/events" })) =>
  decodeAll(bytesOf(body), format).frames.map(({ text }) => text);

describe("elements", () => {
  it("makes a frame of each element, with its very bytes", () => {
    const body =
      '{"result":{"header":{"revision":"7"},"events":[ {"id":9223372036854775807, "a":"],\\"}é"} ,[1,[2]],"x\\\\" , 1.0,null]}}\n';
    expect(textsOf(body)).toEqual([
      '{"id":9223372036854775807, "a":"],\\"}é"}',
      "[1,[2]]",
      '"x\\\\"',
      "1.0",
      "null",
    ]);
  });

  it("cuts the same events out of whatever they come in", () => {
    const together = textsOf('{"result":{"events":[{"n":1},{"n":2}]}}\n');
    const apart = textsOf('{"result":{"events":[{"n":1}]}}\n{"result":{"events":[{"n":2}]}}\n');
    expect(together).toEqual(apart);
  });

  it("delivers a record without them as it is", () => {
    const body = '{"result":{"created":true}}\n{"result":{"events":[]}}\nno JSON\n';
    expect(textsOf(body)).toEqual(['{"result":{"created":true}}', '{"result":{"events":[]}}', "no JSON"]);
  });

  it("takes what stands in the first place where something stands, also what is no array", () => {
    const format = elements(ndjson(), { at: ["/connect/news/publications", "/pub"] });
    const body =
      '{"connect":{"news":{"publications":[{"offset":1},{"offset":2}]}}}\n{"channel":"news","pub":{"offset":3}}\n{}\n';
    expect(textsOf(body, format)).toEqual(['{"offset":1}', '{"offset":2}', '{"offset":3}', "{}"]);
  });

  it("finds the place as JSON.parse does: escaped names, the last of two, elements of arrays", () => {
    const format = elements(ndjson(), { at: "/a~1b/1/c" });
    expect(textsOf('{"a/b":[0],"a\\/b":[{"c":[9]},{"c":[1],"c":[2,3]}]}\n', format)).toEqual(["2", "3"]);
  });

  it("cuts no rejected frame", () => {
    const { frames } = decodeAll(
      bytesOf('{"events":[1]} x\n'),
      elements(ndjson({ validate: true }), { at: "/events" }),
      {
        rejected: "deliver",
      },
    );
    expect(frames.map(({ rejected }) => rejected?.cause)).toEqual([expect.any(FrameInvalidError)]);
  });

  it("gives the id of an SSE event to the last of its elements", () => {
    const { frames } = decodeAll(bytesOf("id: 5\nevent: batch\ndata: [1,\ndata: 2]\n\n"), {
      ...elements(sse(), { at: "/0" }),
    });
    expect(frames.map(({ text, id, event }) => ({ text, id, event }))).toEqual([
      { text: "1", id: "5", event: "batch" },
    ]);
    const batches = decodeAll(bytesOf('id: 5\ndata: {"of":[1,2]}\n\n'), elements(sse(), { at: "/of" }));
    expect(batches.frames.map(({ lastEventId }) => lastEventId)).toEqual([undefined, "5"]);
  });

  it("cuts messages of a WebSocket", () => {
    const decoder = elements(messages({ validate: "json" }), { at: "/data" }).decoder();
    const frames: Frame[] = [];
    const payload = bytesOf('{"data":[1,2]}');
    decoder.message?.(payload, 0, payload.length, false, frames);
    expect(frames.map(({ text }) => text)).toEqual(["1", "2"]);
  });

  it("lets the last of a record say what the whole record says", () => {
    const { frames } = decodeAll(
      bytesOf('{"epoch":"e","events":[{"at":1},{"at":2}]}\n{"events":[{"at":3}]}\n'),
      elements(ndjson(), { at: "/events" }),
    );
    const cursorOf = cursorTracker({ epoch: "record:/epoch", offset: "/at" });
    expect(frames.map(cursorOf)).toEqual([
      '{"offset":"1"}',
      '{"epoch":"e","offset":"2"}',
      '{"epoch":"e","offset":"3"}',
    ]);
  });

  it("refuses a record of too many", () => {
    const zeros = (count: number) => `{"events":[${Array(count).fill(0).join()}]}\n`;
    const format = elements(ndjson(), { at: "/events" });
    expect(textsOf(zeros(MAX_RECORD_ELEMENTS), format)).toHaveLength(MAX_RECORD_ELEMENTS);
    const body = `${zeros(MAX_RECORD_ELEMENTS + 1)}{"events":[1]}\n`;
    expect(() => textsOf(body, format)).toThrow(FrameInvalidError);
    const { frames } = decodeAll(bytesOf(body), format, { rejected: "deliver" });
    expect(frames.map(({ rejected, text }) => rejected?.cause.code ?? text)).toEqual(["FRAME_INVALID", "1"]);
  });

  it("gives the events before a fault, and those of a body however it is cut", () => {
    const body = bytesOf('{"events":[{"a":"é"},[2]]}\n{"events":[3]}\nno JSON\n');
    const format = elements(ndjson({ validate: true }), { at: "/events" });
    for (let cut = 0; cut <= body.length; cut += 1) {
      const into: Frame[] = [];
      const decoder = format.decoder();
      const decode = () => {
        decoder.decode(body.subarray(0, cut), into);
        decoder.decode(body.subarray(cut), into);
      };
      expect(decode).toThrow(FrameInvalidError);
      expect(into.map(({ text }) => text)).toEqual(['{"a":"é"}', "[2]", "3"]);
    }
  });

  it("cuts what JSON.parse finds there, of any JSON", () => {
    const document = fc.tuple(fc.array(fc.json(), { minLength: 1 }), fc.string());
    fc.assert(
      fc.property(document, fc.constantFrom("", " ", "\t\r "), ([values, name], space) => {
        const key = JSON.stringify(name);
        const record = `{"other":${key},${space}${key}${space}:${space}[${values.join(`${space},${space}`)}${space}]}\n`;
        const at = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        expect(textsOf(record, elements(ndjson(), { at }))).toEqual(values);
      }),
    );
  });

  it("wants JSON Pointers", () => {
    for (const at of ["events", "", []]) expect(() => elements(ndjson(), { at })).toThrow(StreamOptionError);
  });
});
