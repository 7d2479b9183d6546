import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { frameMatchers } from "../../src/end-signals/frame-matchers.ts";
import { matchFrame as matchPrepared } from "../../src/end-signals/match-frame.ts";
import { matchStatus } from "../../src/end-signals/match-status.ts";
import {
  chunks,
  type EndSignal,
  endOnAll,
  endOnAny,
  endOnData,
  endOnEvent,
  endOnJson,
  endOnStatus,
  endUnless,
  endWhen,
  type Frame,
  formatEndSignal,
  lines,
  parseEndSignal,
  StreamOptionError,
  sse,
} from "../../src/index.ts";
import { decodeAll, utf8 } from "../framing/decode.ts";

const matchFrame = (signals: EndSignal[], frame: Frame) => matchPrepared(frameMatchers(signals), frame);

function frameOf(text: string) {
  const [frame] = decodeAll(lines(), [utf8(`${text}\n`)]).frames;
  if (frame === undefined) throw new Error("no frame");
  return frame;
}

describe("end signals", () => {
  it("take 204 by default and the statuses that the user names", () => {
    expect(matchStatus([], 204)).toEqual({ kind: "status", status: 204 });
    expect(matchStatus([], 410)).toBeUndefined();
    expect(matchStatus([endOnStatus(404), endOnStatus(410)], 410)).toEqual({ kind: "status", status: 410 });
  });

  it("match data exactly", () => {
    const signal = endOnData("[DONE]");
    expect(matchFrame([signal], frameOf("[DONE]"))?.signal).toBe(signal);
    expect(matchFrame([signal], frameOf("[DONE] "))).toBeUndefined();
    expect(matchFrame([signal], frameOf("[GONE]"))).toBeUndefined();
  });

  it("match data that has come in wrong bytes by the text that stands for them", () => {
    const [frame] = decodeAll(lines(), [Uint8Array.of(0xff, 10)]).frames;
    if (frame === undefined) throw new Error("no frame");
    expect(matchFrame([endOnData("\uFFFD")], frame)).toBeDefined();
  });

  it("match one of several, all of several, and what is not another", () => {
    const any = endOnAny(endOnData("[DONE]"), endOnStatus(410), endOnJson("/type", "end"));
    expect(matchFrame([any], frameOf("[DONE]"))?.signal).toBe(any);
    expect(matchFrame([any], frameOf('{"type":"end"}'))?.signal).toBe(any);
    expect(matchFrame([any], frameOf("go on"))).toBeUndefined();
    expect(matchStatus([any], 410)).toBe(any);
    expect(matchStatus([any], 404)).toBeUndefined();

    const all = endOnAll(endOnJson("/type", "end"), endUnless(endOnJson("/partial", true)));
    expect(matchFrame([all], frameOf('{"type":"end"}'))?.signal).toBe(all);
    expect(matchFrame([all], frameOf('{"type":"end","partial":true}'))).toBeUndefined();
    expect(matchFrame([all], frameOf('{"type":"go"}'))).toBeUndefined();
  });

  it("of several, in a line of a network chunk, leave what stands before it", () => {
    const [frame] = decodeAll(chunks(), [utf8('one\r\n{"type":"end","code":0}\nlate\n')]).frames;
    if (frame === undefined) throw new Error("no frame");
    const all = endOnAll(endOnJson("/type", "end"), endOnJson("/code", 0));
    const match = matchFrame([all], frame);
    expect(match?.before?.text).toBe("one\r\n");
    expect(match?.frame.text).toBe('{"type":"end","code":0}');
    const predicate = endWhen("a line", ({ text }) => text === "late");
    expect(matchFrame([endOnAny(predicate)], frame)).toBeUndefined();
  });

  it("are not made of nothing, and a status is not asked of a frame", () => {
    expect(() => endOnAny()).toThrow(/endOnAny has no signals/);
    expect(() => endOnAll()).toThrow(/endOnAll has no signals/);
    expect(() => endOnAll(endOnStatus(410))).toThrow(/the status 410, which is known before any frame/);
    expect(() => endUnless(endOnAny(endOnData("a"), endOnStatus(410)))).toThrow(StreamOptionError);
  });

  it.each<[string, string, string | number | boolean | null, boolean]>([
    ['{"type":"end"}', "/type", "end", true],
    ['{"type":"go"}', "/type", "end", false],
    ['{"a":{"b":[0,{"c":null}]}}', "/a/b/1/c", null, true],
    ['{"a/b":{"m~n":1}}', "/a~1b/m~0n", 1, true],
    ['{"~1":true}', "/~01", true, true],
    ['"end"', "", "end", true],
    ["not json", "/type", "end", false],
    ["[1]", "/length", 1, false],
    ['{"a":1}', "/toString/name", "toString", false],
  ])("compare the field of %s that %j names with %j: %j", (text, pointer, value, matches) => {
    expect(matchFrame([endOnJson(pointer, value)], frameOf(text)) !== undefined).toBe(matches);
  });

  it("match the name of an SSE event, and a predicate", () => {
    const [frame] = decodeAll(sse(), [utf8("event: message_stop\ndata: {}\n\n")]).frames;
    if (frame === undefined) throw new Error("no frame");
    expect(matchFrame([endOnEvent("message_stop")], frame)).toBeDefined();
    expect(matchFrame([endWhen("never", () => false)], frame)).toBeUndefined();
    expect(matchFrame([endWhen("empty object", ({ text }) => text === "{}")], frame)).toBeDefined();
  });

  it("are read back from the text that they are written as", () => {
    const ofFrames: fc.Arbitrary<EndSignal> = fc.oneof(
      fc.string().map(endOnData),
      fc.string({ minLength: 1 }).map(endOnEvent),
      fc
        .tuple(
          fc.string().filter((name) => !name.includes("=")),
          fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        )
        .map(([name, value]) => endOnJson(`/${name}`, value)),
    );
    const some = fc.array(ofFrames, { minLength: 1, maxLength: 3 });
    const status = fc.integer({ min: 200, max: 599 }).map(endOnStatus);
    const signals = fc.oneof(
      status,
      ofFrames,
      ofFrames.map(endUnless),
      some.map((parts) => endOnAll(...parts, endOnAny(...parts))),
      fc.tuple(status, some).map(([first, parts]) => endOnAny(first, ...parts)),
    );
    fc.assert(
      fc.property(signals, (signal) => {
        expect(parseEndSignal(formatEndSignal(signal))).toEqual(signal);
      }),
    );
  });

  it("take a bare word as a string value", () => {
    expect(parseEndSignal("json:/type=end-of-stream")).toEqual(endOnJson("/type", "end-of-stream"));
    expect(parseEndSignal("json:/done=true")).toEqual(endOnJson("/done", true));
  });

  it.each([
    "",
    "done",
    "status:abc",
    "status:99",
    "event:",
    "json:/type",
    "json:type=end",
    "event",
    "any:[]",
    "all:a",
    "not:",
    "any:[1]",
  ])("refuse %j with a message that says what to write", (text) => {
    expect(() => parseEndSignal(text)).toThrow(StreamOptionError);
  });
});
