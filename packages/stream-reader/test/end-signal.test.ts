import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchFrame, matchStatus } from "../src/end-signal.ts";
import {
  type EndSignal,
  endOnData,
  endOnEvent,
  endOnJson,
  endOnStatus,
  endWhen,
  formatEndSignal,
  lines,
  parseEndSignal,
  StreamOptionError,
  sse,
} from "../src/index.ts";
import { decodeAll, utf8 } from "./framing/decode.ts";

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
    const signals: fc.Arbitrary<EndSignal> = fc.oneof(
      fc.integer({ min: 200, max: 599 }).map(endOnStatus),
      fc.string().map(endOnData),
      fc.string({ minLength: 1 }).map(endOnEvent),
      fc
        .tuple(
          fc.string().filter((name) => !name.includes("=")),
          fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        )
        .map(([name, value]) => endOnJson(`/${name}`, value)),
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

  it.each(["", "done", "status:abc", "status:99", "event:", "json:/type", "json:type=end", "event"])(
    "refuse %j with a message that says what to write",
    (text) => {
      expect(() => parseEndSignal(text)).toThrow(StreamOptionError);
    },
  );
});
