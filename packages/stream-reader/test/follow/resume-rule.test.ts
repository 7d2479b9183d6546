import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LAST_EVENT_ID,
  parseResumeRule,
  type ResumeRule,
  resumeFrom,
  resumeRuleProblem,
} from "../../src/follow/resume-rule.ts";

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
    ["header:x", false],
    [null, false],
  ])("%j is usable: %s", (rule, isUsable) => {
    expect(resumeRuleProblem(rule as ResumeRule) === undefined).toBe(isUsable);
  });
});

describe("a request that resumes", () => {
  const url = "https://x.example/s?format=sse&since=1";

  it("has the id in a header, and leaves the URL as it is", () => {
    expect(resumeFrom(LAST_EVENT_ID, "42", url)).toEqual({
      url: new URL(url),
      headers: { "last-event-id": "42" },
    });
  });

  it("has the id in the query, in the place of another one and encoded", () => {
    const resumed = resumeFrom({ in: "query", name: "since", template: "{id}" }, "a&b=c d+é", url);
    expect(resumed.headers).toEqual({});
    expect(resumed.url.href).toBe("https://x.example/s?format=sse&since=a%26b%3Dc+d%2B%C3%A9");
  });

  it.each([
    ["{id}", "$& $1 $$ $`", "$& $1 $$ $`"],
    ["after {id}, not {id}", "7", "after 7, not 7"],
  ])("takes the template %j and the id %j by the letter", (template, id, expected) => {
    const { headers } = resumeFrom({ in: "header", name: "x", template }, id, url);
    expect(headers).toEqual({ x: expected });
  });

  it("sends any id as the UTF-8 that a header can carry, and any in the query", () => {
    const id = fc
      .string({ unit: "binary", minLength: 1 })
      .filter((text) => text.isWellFormed() && !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(id, (text) => {
        const sent = resumeFrom(LAST_EVENT_ID, text, url).headers["last-event-id"] ?? "";
        expect(sent).toMatch(/^[\x20-\x7e\x80-\xff]+$/);
        expect(Buffer.from(sent, "latin1").toString("utf8")).toBe(text);
        const inQuery = resumeFrom({ in: "query", name: "q", template: "{id}" }, text, url).url;
        expect(new URL(inQuery.href).searchParams.get("q")).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
