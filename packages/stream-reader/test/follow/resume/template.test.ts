import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filled, filledJson, namesIn } from "../../../src/follow/resume/template.ts";
import { StreamOptionError } from "../../../src/index.ts";

const values = (parts: Readonly<Record<string, string>>) => (name: string) => parts[name];
const fill = (template: string, id: string) => filled(template, values({ id }), "the rule");
const fillJson = (template: string, id: string) => filledJson(template, values({ id }), "the rule");

describe("a template", () => {
  it.each([
    ["{id}", "5", "5"],
    ["{id+1}", "5", "6"],
    ["{id-1}", "0", "-1"],
    ["{id+10}:{id}", "-3", "7:-3"],
    ["{id+1}", "9007199254740993", "9007199254740994"],
    ["{id+1}", "18446744073709551615", "18446744073709551616"],
    ["{id+1}", "-1", "0"],
    ["{id+1}", "007", "8"],
    ["entries={id}:1:", "s=1;i=2", "entries=s=1;i=2:1:"],
    ["{id} {", "$& $1 $$ {id+1}", "$& $1 $$ {id+1} {"],
  ])("%s with %j gives %j", (template, id, expected) => {
    expect(fill(template, id)).toBe(expected);
  });

  it.each(["", "abc", "1.0", "1e3", "+1", "0x10", "1 ", "1\n", "٣"])(
    "that counts on from %j, no whole number, is refused",
    (id) => {
      expect(() => fill("{id+1}", id)).toThrow(StreamOptionError);
      expect(() => fill("{id+1}", id)).toThrow(/^the rule adds \+1, but ".*" is no whole number$/);
    },
  );

  it("shows the start of a cursor alone", () => {
    expect(() => fill("{id+1}", `a${"x".repeat(5_000)}`)).toThrow(/^.{1,120}$/);
  });

  it("names its placeholders", () => {
    expect(namesIn('{"a":{id},"b":"{offset+1} {epoch}"}')).toEqual(["id", "offset", "epoch"]);
    expect(namesIn("{} {1} {a b} { id}")).toEqual([]);
  });

  it("adds to numbers of any size as decimal arithmetic does", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (id, added) => {
        const sign = added < 0n ? "" : "+";
        expect(fill(`{id${sign}${added}}`, String(id))).toBe(String(id + added));
      }),
    );
  });

  it("puts any value in place of itself, whatever it looks like", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (id) => {
        expect(fill("<{id}>", id)).toBe(`<${id}>`);
      }),
    );
  });
});

describe("a template of JSON", () => {
  it.each([
    ["{id}", "5", 5],
    ["{id}", "true", true],
    ["{id}", "null", null],
    ["{id}", '"text"', "text"],
    ['"{id}"', "5", "5"],
    ['{"at":{id+1},"of":["{id}"]}', "5", { at: 6, of: ["5"] }],
    ['{"{id}":"a {id} b"}', 'x","y":"z', { 'x","y":"z': 'a x","y":"z b' }],
    ['"\\"{id}"', "\\", '"\\'],
  ])("%s with %j gives %j", (template, id, expected) => {
    expect(JSON.parse(fillJson(template, id))).toEqual(expected);
  });

  it.each(["abc", '1,"admin":true', "{}", "[1]", "", "1}"])("takes no more than a value from %j", (id) => {
    expect(() => fillJson('{"from":{id}}', id)).toThrow(StreamOptionError);
  });

  it("lets no cursor leave its quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (id) => {
        expect(JSON.parse(fillJson('{"from":"{id}","to":1}', id))).toEqual({ from: id, to: 1 });
      }),
    );
  });
});
