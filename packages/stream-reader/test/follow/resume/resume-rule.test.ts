import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resumeFrom } from "../../../src/follow/resume/apply-resume.ts";
import {
  LAST_EVENT_ID,
  parseResumeRule,
  type ResumeRule,
  resumeRuleProblem,
  resumeRuleProblems,
} from "../../../src/follow/resume/resume-rule.ts";

describe("the text of a resume rule", () => {
  it.each([
    ["header:Last-Event-ID", { in: "header", name: "last-event-id", template: "{id}" }],
    ["query:since", { in: "query", name: "since", template: "{id}" }],
    ["query:$filter", undefined],
    ["query:cursor=after:{id}", { in: "query", name: "cursor", template: "after:{id}" }],
    ["header:Range=events={id}-", { in: "header", name: "range", template: "events={id}-" }],
    ["query:since=now", undefined],
    ["header:x={id}\u0001", undefined],
    ["header:x=a\nb{id}", undefined],
    ["header:Range=entries={id}:1:", { in: "header", name: "range", template: "entries={id}:1:" }],
    ["query:from={offset+1}", { in: "query", name: "from", template: "{offset+1}" }],
    ["body:/after", { in: "body", pointer: "/after", template: "{id}" }],
    ["body-json:/a/b={id+1}", { in: "body", pointer: "/a/b", template: "{id+1}", as: "json" }],
    ["message:0:/recover", { in: "message", message: 0, pointer: "/recover", template: "{id}" }],
    [
      'message-json:12:/subs/x={"epoch":"{epoch}","offset":{offset}}',
      {
        in: "message",
        message: 12,
        pointer: "/subs/x",
        template: '{"epoch":"{epoch}","offset":{offset}}',
        as: "json",
      },
    ],
    ["body:", undefined],
    ["body:after", undefined],
    ["body:/after=now", undefined],
    ["body:/a~2", undefined],
    ["message:/after", undefined],
    ["message:x:/after", undefined],
    ["message:-1:/after", undefined],
    ["message:0:after", undefined],
    ["header:", undefined],
    ["query", undefined],
    ["cookie:a", undefined],
    ["", undefined],
  ])("%j is %o", (text, expected) => {
    expect(parseResumeRule(text)).toEqual(expected);
  });
});

describe("a resume rule that is given as data", () => {
  it.each<[unknown, boolean]>([
    [{ in: "query", name: "since", template: "{id}" }, true],
    [{ in: "header", name: "Last-Event-ID", template: "v1:{id}" }, true],
    [{ in: "cookie", name: "a", template: "{id}" }, false],
    [{ in: "query", name: "a b", template: "{id}" }, false],
    [{ in: "query", name: "since" }, false],
    [{ in: "query", name: "since", template: "now" }, false],
    [{ in: "header", name: "x", template: "{id}\r\nx-evil: 1" }, false],
    [{ in: "body", pointer: "/a", template: "{id}" }, true],
    [{ in: "body", pointer: "/a", template: "{id}", as: "json" }, true],
    [{ in: "body", pointer: "/a", template: "{id}", as: "xml" }, false],
    [{ in: "body", pointer: "", template: "{id}" }, false],
    [{ in: "body", name: "a", template: "{id}" }, false],
    [{ in: "message", message: 0, pointer: "/a", template: "{id}" }, true],
    [{ in: "message", message: 0.5, pointer: "/a", template: "{id}" }, false],
    [{ in: "message", pointer: "/a", template: "{id}" }, false],
    ["header:x", false],
    [null, false],
  ])("%j is usable: %s", (rule, isUsable) => {
    expect(resumeRuleProblem(rule as ResumeRule) === undefined).toBe(isUsable);
  });
});

describe("rules that are given together", () => {
  const query = { in: "query", name: "from", template: "{offset+1}" } as const;

  it("name parts that the cursor has, when it is known", () => {
    expect(resumeRuleProblems([LAST_EVENT_ID, query])).toEqual([]);
    expect(resumeRuleProblems(query, { epoch: "/epoch", offset: "/offset" })).toEqual([]);
    expect(resumeRuleProblems(query, "/offset")).toEqual([
      "resume has {offset} in query:from={offset+1}, which the cursor has no part for: it has {id}",
    ]);
    expect(resumeRuleProblems(query, { epoch: "/epoch" })).toEqual([
      expect.stringContaining("it has {id}, {epoch}"),
    ]);
  });

  it("are each told what is wrong with them", () => {
    expect(resumeRuleProblems([{ in: "cookie" }, LAST_EVENT_ID, null])).toHaveLength(2);
    expect(resumeRuleProblems(false)).toEqual([]);
  });
});

describe("a request that resumes", () => {
  it("has the id in a header", () => {
    expect(resumeFrom([LAST_EVENT_ID], "42")).toMatchObject({
      headers: { "last-event-id": "42" },
      query: {},
    });
  });

  it("has the id in the query", () => {
    const rule = { in: "query", name: "since", template: "v1:{id}" } as const;
    expect(resumeFrom([rule], "a&b=c d+é")).toMatchObject({ headers: {}, query: { since: "v1:a&b=c d+é" } });
  });

  it.each([
    ["{id}", "$& $1 $$ $`", "$& $1 $$ $`"],
    ["after {id}, not {id}", "7", "after 7, not 7"],
  ])("takes the template %j and the id %j by the letter", (template, id, expected) => {
    const { headers } = resumeFrom([{ in: "header", name: "x", template }], id);
    expect(headers).toEqual({ x: expected });
  });

  it("sends any id as the UTF-8 that a header can carry", () => {
    const id = fc
      .string({ unit: "binary", minLength: 1 })
      .filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(id, (text) => {
        const sent = String(resumeFrom([LAST_EVENT_ID], text).headers["last-event-id"]);
        expect(sent).toMatch(/^[\x20-\x7e\x80-\xff]+$/);
        expect(Buffer.from(sent, "latin1").toString("utf8")).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
