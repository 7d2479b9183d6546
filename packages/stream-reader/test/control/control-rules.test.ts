import { describe, expect, it } from "vitest";
import {
  type ControlRule,
  controlProblems,
  openStream,
  parseControlRules,
  StreamOptionError,
} from "../../src/index.ts";

describe("rules of control frames", () => {
  it("are read from JSON text", () => {
    const rules: ControlRule[] = [
      { event: "ping", action: "ignore" },
      { text: "[DONE]", action: "end" },
      { pointer: "/type", value: "BOOKMARK", action: "cursor", cursorOf: "/object/metadata/resourceVersion" },
      { pointer: "/type", value: ["ERROR", 1, null, true], action: "restart" },
      { pointer: "", exists: true, action: "ignore" },
      { pointer: "/error", action: "failure" },
      { pointer: "/id", exists: false, action: "ignore" },
      { event: "reset", action: "restart", cursorOf: "sse" },
      { status: [410, "5xx", 4000], pointer: "/code", value: 9, action: "restart", cursorOf: "/at" },
      { status: 204, action: "failure" },
      { text: "ping", action: "ignore", reply: "pong" },
    ];
    expect(parseControlRules(JSON.stringify(rules))).toEqual(rules);
    expect(controlProblems([])).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["no list", { event: "ping", action: "ignore" }, "control is"],
    ["no object", ["ping"], 'control[0] is "ping"'],
    ["null", [null], "control[0] is null"],
    ["no condition, which would match all", [{ action: "ignore" }], "control[0] has no condition"],
    ["a value alone", [{ value: 1, action: "ignore" }], "without a pointer"],
    ["no action", [{ event: "ping" }], "control[0].action is undefined"],
    ["an unknown action", [{ event: "ping", action: "drop" }], 'control[0].action is "drop"'],
    ["an unknown field", [{ evnt: "ping", event: "a", action: "end" }], "control[0].evnt is no part"],
    ["an empty event", [{ event: "", action: "end" }], "control[0].event"],
    ["no pointer", [{ pointer: "type", action: "end" }], "control[0].pointer"],
    ["an object for a value", [{ pointer: "/a", value: {}, action: "end" }], "control[0].value"],
    ["no values", [{ pointer: "/a", value: [], action: "end" }], "control[0].value"],
    ["value and exists", [{ pointer: "/a", value: 1, exists: true, action: "end" }], "both value and exists"],
    ["exists as text", [{ pointer: "/a", exists: "yes", action: "end" }], "control[0].exists"],
    ["a status of a stream", [{ status: 200, action: "end" }], "control[0].status"],
    ["a class of streams", [{ status: "2xx", action: "end" }], "control[0].status"],
    ["a refused event", [{ status: 410, event: "a", action: "end" }], "both status and event"],
    ["a refusal that is ignored", [{ status: 410, action: "ignore" }], "a status and the action ignore"],
    ["the id of a refusal", [{ status: 410, action: "restart", cursorOf: "sse" }], "no event"],
    ["the cursor of an end", [{ event: "a", action: "end", cursorOf: "/a" }], "cursorOf and the action end"],
    ["no place of a cursor", [{ event: "a", action: "cursor", cursorOf: "id" }], "control[0].cursorOf"],
    ["a reply that is no place", [{ text: "a", action: "ignore", reply: -1 }], "control[0].reply"],
    ["a reply between two places", [{ text: "a", action: "ignore", reply: 0.5 }], "control[0].reply"],
    ["a reply to an end", [{ event: "a", action: "end", reply: "x" }], "a reply and the action"],
  ])("cannot be %s", (_, given, problem) => {
    const problems = controlProblems(given);
    expect(problems.join("\n")).toContain(problem);
    expect(() => parseControlRules(JSON.stringify(given))).toThrow(StreamOptionError);
    const url = "http://127.0.0.1:1/";
    expect(() => openStream({ url, control: given as never })).toThrow(StreamOptionError);
  });

  it("name all that is wrong with them, by its place", () => {
    const problems = controlProblems([{ event: 1, text: 2, action: 3 }, { event: "a", action: "end" }, {}]);
    expect(problems).toHaveLength(5);
    expect(problems.at(-1)).toContain("control[2]");
  });

  it("must be JSON as text", () => {
    expect(() => parseControlRules("event:ping")).toThrow(/are not JSON/);
  });

  it("have no reply over HTTP, and only two ways of handing over", () => {
    const url = "http://127.0.0.1:1/";
    const reply: ControlRule = { text: "ping", action: "ignore", reply: "pong" };
    expect(() => openStream({ url, control: [reply] })).toThrow(/only a WebSocket can send/);
    expect(() => openStream({ url, control: [{ ...reply, reply: 0 }] })).toThrow(/only a WebSocket can send/);
    expect(() =>
      openStream({
        ...{ url: "ws://127.0.0.1:1/", webSocket: { messages: ["a"] } },
        control: [{ ...reply, reply: 1 }],
      }),
    ).toThrow("has the reply 1, but webSocket.messages has 1: the first is 0");
    expect(() => openStream({ url, controlFrames: "keep" as never })).toThrow(/drop or deliver/);
  });
});
