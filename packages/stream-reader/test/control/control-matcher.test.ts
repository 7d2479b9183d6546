import { describe, expect, it } from "vitest";
import { refusalMatcher } from "../../src/control/control-matcher.ts";
import { BytesFrame } from "../../src/framing/frames/bytes-frame.ts";
import { TextFrame } from "../../src/framing/frames/text-frame.ts";
import {
  type ControlRule,
  controlMatcher,
  controlProblems,
  type Frame,
  lines,
  ndjson,
  sse,
} from "../../src/index.ts";
import { hostileBody, Random } from "../fuzz/random.ts";

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const CASES = 20_000;

function frameOf(text: string, event?: string): Frame {
  return new TextFrame(text, { id: undefined, event, lastEventId: undefined, retryMs: undefined });
}

function matched(rule: Omit<ControlRule, "action">, frame: Frame): boolean {
  return controlMatcher([{ action: "ignore", ...rule }])(frame) !== undefined;
}

describe("a rule of control frames", () => {
  it.each<[string, Omit<ControlRule, "action">, Frame, boolean]>([
    ["an event's name", { event: "ping" }, frameOf("x", "ping"), true],
    ["another event's name", { event: "ping" }, frameOf("x", "pong"), false],
    ["no name, which is no name", { event: "message" }, frameOf("x"), false],
    ["an exact text", { text: "ä" }, new BytesFrame(new TextEncoder().encode("xäy"), 1, 3), true],
    ["an empty text", { text: "" }, frameOf("", "keep-alive"), true],
    ["a text that goes on", { text: "ping" }, frameOf("pings"), false],
    ["a value", { pointer: "/type", value: "a" }, frameOf('{"type":"a"}'), true],
    ["another value", { pointer: "/type", value: "a" }, frameOf('{"type":"b"}'), false],
    ["a value of another type", { pointer: "/n", value: 1 }, frameOf('{"n":"1"}'), false],
    ["one of several values", { pointer: "/type", value: ["a", null] }, frameOf('{"type":null}'), true],
    ["a value that is not there", { pointer: "/type", value: null }, frameOf("{}"), false],
    ["a value that is an object", { pointer: "/a", value: "[object Object]" }, frameOf('{"a":{}}'), false],
    ["the whole document", { pointer: "", value: "ping" }, frameOf('"ping"'), true],
    ["something", { pointer: "/error" }, frameOf('{"error":{}}'), true],
    ["something that is null", { pointer: "/error", exists: true }, frameOf('{"error":null}'), true],
    ["nothing", { pointer: "/id", exists: false }, frameOf('{"type":"a"}'), true],
    ["nothing, in what is no JSON", { pointer: "/id", exists: false }, frameOf("<html>"), false],
    ["something, in what is no JSON", { pointer: "/id" }, frameOf("<html>"), false],
    ["a field of nobody's own", { pointer: "/constructor" }, frameOf("{}"), false],
    ["all conditions", { event: "e", pointer: "/a", value: 1 }, frameOf('{"a":1}', "e"), true],
    ["all conditions but one", { event: "e", pointer: "/a", value: 1 }, frameOf('{"a":1}'), false],
  ])("matches %s: %j", (_, rule, frame, expected) => {
    expect(controlProblems([{ action: "ignore", ...rule }])).toEqual([]);
    expect(matched(rule, frame)).toBe(expected);
  });

  it("counts before those after it", () => {
    const rules: ControlRule[] = [
      { pointer: "/n", value: 1, action: "cursor" },
      { pointer: "/n", action: "ignore" },
    ];
    const ruleOf = controlMatcher(rules);
    expect(ruleOf(frameOf('{"n":1}'))).toBe(rules[0]);
    expect(ruleOf(frameOf('{"n":2}'))).toBe(rules[1]);
    expect(ruleOf(frameOf('{"m":2}'))).toBeUndefined();
  });

  it("of a status matches a refusal by it, and by what it says", () => {
    const rules: ControlRule[] = [
      { status: [400, 410], pointer: "/code", value: "compacted", action: "restart" },
      { status: "4xx", text: "over", action: "end" },
      { event: "x", action: "end" },
      { status: 503, action: "failure" },
    ];
    const ruleOf = refusalMatcher(rules);
    expect(ruleOf(410, frameOf('{"code":"compacted"}'))).toBe(rules[0]);
    expect(ruleOf(410, frameOf('{"code":"other"}'))).toBeUndefined();
    expect(ruleOf(404, frameOf("over"))).toBe(rules[1]);
    expect(ruleOf(503, frameOf(""))).toBe(rules[3]);
    expect(ruleOf(500, frameOf("over"))).toBeUndefined();
    expect(rules.filter((rule) => controlMatcher([rule])(frameOf("over")) !== undefined)).toEqual([]);
  });
});

describe("what is no frame", () => {
  const rejected = (frame: Frame) => frame.rejected !== undefined;

  it("matches by its event alone, which is known, and never by the part of it that is there", () => {
    const decoder = sse().decoder({ rejected: "deliver", maxFrameBytes: 8 });
    const frames = decoder.decode(new TextEncoder().encode('event: big\nid: 3\ndata: {"type":"a"}\n\n'));
    const frame = frames.find(rejected) as Frame;
    expect(matched({ event: "big" }, frame)).toBe(true);
    expect(matched({ event: "big", text: frame.text }, frame)).toBe(false);
    expect(matched({ text: frame.text }, frame)).toBe(false);
    expect(matched({ pointer: "/type", exists: false }, frame)).toBe(false);
    expect(matched({ pointer: "" }, frame)).toBe(false);
  });

  it("is looked at without harm at 4 MiB, whatever it is", () => {
    const mebibytes = "x".repeat(4 * 1024 * 1024 - 2);
    const rules: ControlRule[] = [
      ...Array.from({ length: 50 }, (_, index): ControlRule => ({ pointer: `/${index}`, action: "ignore" })),
      { text: "ping", action: "ignore" },
      { pointer: "/a", exists: false, action: "failure" },
    ];
    const ruleOf = controlMatcher(rules);
    for (const text of [
      `"${mebibytes}"`,
      `"${mebibytes}`,
      `{"a":"${mebibytes.slice(8)}"`,
      `${mebibytes}\xff`,
    ]) {
      const decoder = ndjson({ validate: true }).decoder({ rejected: "deliver" });
      const [frame] = decoder.decode(new TextEncoder().encode(`${text}\n`));
      const isJson = frame?.rejected === undefined;
      expect(ruleOf(frame as Frame)?.action).toBe(isJson ? "failure" : undefined);
      const [line] = lines()
        .decoder({ maxFrameBytes: 5_000_000 })
        .decode(new TextEncoder().encode(`${text}\n`));
      expect(ruleOf(line as Frame)?.action).toBe(isJson ? "failure" : undefined);
    }
  });

  it(`never fails a matcher: ${CASES} hostile bodies, each with rules of all kinds`, () => {
    const random = new Random(SEED);
    const tokens = [
      '{"type":"a"}',
      '"b"',
      "[1,",
      "null",
      "{",
      "}",
      "event: e\n",
      "data: ",
      "\n\n",
      "id: 1\n",
      "\xff",
    ];
    const scalars = ["a", 1, null, true, "", "__proto__"] as const;
    const pointers = ["", "/type", "/0", "/a/b", "/__proto__", "/constructor/name", "/~0~1"];
    for (let index = 0; index < CASES; index++) {
      const rules = Array.from({ length: 1 + random.below(4) }, (): ControlRule => {
        const isOfField = random.chance(60);
        return {
          ...(random.chance(30) && { event: random.pick(["e", "a", "message"]) }),
          ...(!isOfField || random.chance(20) ? { text: random.pick(["", "a", '"b"', '{"type":"a"}']) } : {}),
          ...(isOfField && { pointer: random.pick(pointers) }),
          ...(isOfField && random.chance(50) ? { value: random.pick(scalars) } : {}),
          action: random.pick(["end", "restart", "ignore", "failure", "cursor"]),
        };
      });
      const format = random.pick([sse(), ndjson({ validate: true }), lines()]);
      const decoder = format.decoder({ rejected: "deliver", maxFrameBytes: 1 + random.below(20) });
      const ruleOf = controlMatcher(rules);
      for (const frame of decoder.decode(hostileBody(random, tokens))) {
        const rule = ruleOf(frame);
        const first = rules.find((candidate) => matched(candidate, frame));
        if (rule !== first) expect(rule, `FUZZ_SEED=${SEED}, case ${index}`).toEqual(first);
        const read = rule?.text !== undefined || rule?.pointer !== undefined;
        if (rejected(frame) && read) expect(rule, `FUZZ_SEED=${SEED}, case ${index}`).toBeUndefined();
      }
    }
  });
});
