import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyResume, parseResumeRule, type ResumeRule, StreamOptionError } from "../../../src/index.ts";

function rules(...texts: string[]): ResumeRule[] {
  return texts.flatMap((text) => parseResumeRule(text) ?? expect.fail(`${text} is no rule`));
}

/** The body that a rule makes of JSON text. */
const bodyOf = (body: string | Uint8Array, text: string, cursor: string) =>
  applyResume(rules(text), cursor, { body }).body;

describe("a rule in the body", () => {
  it.each([
    ['{"a":1}', "body:/after", "x", '{"a":1,"after":"x"}'],
    ['{"a":1}', "body:/a", "x", '{"a":"x"}'],
    [
      '{"create_request":{"key":"YQ=="}}',
      "body-json:/create_request/start_revision={id+1}",
      "41",
      '{"create_request":{"key":"YQ==","start_revision":42}}',
    ],
    ["{}", "body:/a/b~1c/d~0e", "x", '{"a":{"b/c":{"d~e":"x"}}}'],
    ['[{"a":1}]', "body:/0/b", "x", '[{"a":1,"b":"x"}]'],
    ['{"a":[]}', "body:/a/-/id", "x", '{"a":[{"id":"x"}]}'],
    ['{"a":[1,2]}', "body-json:/a/1", "9", '{"a":[1,9]}'],
    ['{"a":[1,2]}', "body-json:/a/2", "9", '{"a":[1,2,9]}'],
    [
      '{"big":9007199254740993,"exact":1.50}',
      "body-json:/at={id+1}",
      "18446744073709551615",
      '{"big":9007199254740993,"exact":1.50,"at":18446744073709551616}',
    ],
    ['{"at":1}', 'body-json:/at="{id}"', 'a"b', '{"at":"a\\"b"}'],
    ["{}", "body:/a={id} {id+1}", "1", '{"a":"1 2"}'],
  ])("makes of %s by %s after %s: %s", (body, rule, cursor, expected) => {
    expect(bodyOf(body, rule, cursor)).toBe(expected);
  });

  it("takes bytes for UTF-8", () => {
    expect(bodyOf(Buffer.from('{"é":"ü"}'), "body:/at", "ö")).toBe('{"é":"ü","at":"ö"}');
  });

  it("puts any cursor there by itself, quotes and line breaks too", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (cursor) => {
        expect(JSON.parse(String(bodyOf('{"k":"v"}', "body:/a/b", cursor)))).toEqual({
          k: "v",
          a: { b: cursor },
        });
      }),
    );
  });

  it("takes names of prototypes for names like any other", () => {
    const made = String(bodyOf('{"__proto__":{"x":1}}', "body:/__proto__/polluted", "yes"));
    expect(made).toBe('{"__proto__":{"x":1,"polluted":"yes"}}');
    expect(bodyOf("{}", "body:/__proto__/polluted", "yes")).toBe('{"__proto__":{"polluted":"yes"}}');
    expect(bodyOf("{}", "body:/constructor/prototype/polluted", "yes")).toBe(
      '{"constructor":{"prototype":{"polluted":"yes"}}}',
    );
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(bodyOf("[]", "body:/0", "x")).toBe('["x"]');
  });

  it.each([
    ["not json: s3cret", "body:/a", "JSON"],
    ["", "body:/a", "JSON"],
    [Buffer.from([0x7b, 0xff, 0x7d]), "body:/a", "JSON"],
    ['"text"', "body:/a", "no such place"],
    ["5", "body:/a", "no such place"],
    ['{"a":5}', "body:/a/b", "no such place"],
    ['{"a":null}', "body:/a/b", "no such place"],
    ['{"a":"s3cret"}', "body:/a/0", "no such place"],
    ['{"a":[]}', "body:/a/1", "no such place"],
    ['{"a":[]}', "body:/a/length", "no such place"],
    ['{"a":[]}', "body:/a/01", "no such place"],
    [`${"[".repeat(200_000)}`, "body:/0", "JSON"],
  ])("is refused for %s by %s, without the body's text", (body, rule, named) => {
    const make = () => bodyOf(body, rule, "x");
    expect(make).toThrow(StreamOptionError);
    expect(make).toThrow(named);
    expect(make).toThrow(rule);
    expect(make).not.toThrow("s3cret");
  });

  it("wants a body", () => {
    expect(() => applyResume(rules("body:/a"), "x", {})).toThrow("has not the body");
  });
});

describe("a rule in a message", () => {
  const apply = (messages: readonly (string | object)[], ...texts: string[]) =>
    applyResume(rules(...texts), "7", { messages }).messages;

  it("changes that message alone, text or object", () => {
    const subscribe = { id: 2, big: "x" };
    expect(apply(["plain", subscribe], "message-json:1:/since={id+1}")).toEqual([
      "plain",
      '{"id":2,"big":"x","since":8}',
    ]);
    expect(subscribe).toEqual({ id: 2, big: "x" });
    expect(apply(['{"a":1}'], "message:0:/b", "message:0:/c")).toEqual(['{"a":1,"b":"7","c":"7"}']);
  });

  it("wants that message", () => {
    expect(() => apply(["{}"], "message:1:/a")).toThrow("has not message 1");
  });
});

describe("several rules", () => {
  it("are all applied", () => {
    const given = {
      headers: { "X-After": "old", accept: "a/b" },
      query: { key: "k", since: "old" },
      body: '{"q":1}',
      messages: ["{}"],
    };
    const all = rules("header:x-after", "query:since={id+1}", "body:/a", "body:/b", "message:0:/c");
    expect(applyResume(all, "5", given)).toEqual({
      headers: { accept: "a/b", "x-after": "5" },
      query: { key: "k", since: "6" },
      body: '{"q":1,"a":"5","b":"5"}',
      messages: ['{"c":"5"}'],
    });
  });

  it("of one name are sent one after the other", () => {
    const cursor = '{"a":"1","b":"2"}';
    const all = rules("query:at=a:{a}", "query:at=b:{b+1}", "header:x-at={a}", "header:X-At={b}");
    expect(applyResume(all, cursor, {})).toMatchObject({
      query: { at: ["a:1", "b:3"] },
      headers: { "x-at": ["1", "2"] },
    });
  });

  it("leave out those whose part the cursor does not have, but not all of them", () => {
    const all = rules("query:epoch={epoch}", "query:offset={offset+1}");
    expect(applyResume(all, '{"offset":"5"}', {})).toMatchObject({ query: { offset: "6" } });
    expect(() => applyResume(all, '{"other":"5"}', {})).toThrow("none of the parts");
  });

  it.each([
    "5",
    "[]",
    "null",
    '"a"',
    '{"offset":5}',
    '{"offset":"a\\nb"}',
    '{"offset":""}',
    '{"offset":null}',
  ])("by parts refuse the cursor %s", (cursor) => {
    expect(() => applyResume(rules("header:x={offset}"), cursor, {})).toThrow(StreamOptionError);
  });

  it("take nothing from prototypes for a part", () => {
    expect(() => applyResume(rules("header:x={constructor}"), '{"a":"1"}', {})).toThrow("none of the parts");
    const own = applyResume(rules("header:x={a}"), '{"__proto__":"1","a":"2"}', {});
    expect(own.headers).toEqual({ x: "2" });
  });
});
