import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OptionNames, unknownNames, unknownOptions } from "../src/index.ts";

interface Options {
  client: object;
  maxInFlight?: number;
  mode?: "auto" | "put";
  tls?: object;
}

const NAMES: OptionNames<Options> = { client: true, maxInFlight: true, mode: true, tls: true };

describe("names of options", () => {
  it("are all known where the types say so", () => {
    expect(unknownOptions({ client: {}, maxInFlight: 1, mode: undefined }, NAMES)).toEqual([]);
  });

  it.each([
    ["maxInflight", "maxInFlight"],
    ["maxinflights", "maxInFlight"],
    ["maxInFilght", "maxInFlight"],
    ["cleint", "client"],
    ["modes", "mode"],
    ["tsl", "tls"],
  ])("are refused with the nearest that is one: %s", (name, nearest) => {
    expect(unknownOptions({ [name]: 1 }, NAMES)).toEqual([`${name} is no option: did you mean ${nearest}?`]);
  });

  it.each(["partitionKey", "x", "", "colour"])("are refused without one when none is near: %j", (name) => {
    expect(unknownOptions({ [name]: 1 }, NAMES)).toEqual([`${name === "" ? '""' : name} is no option`]);
  });

  it("are refused whatever every object has, and whatever their values are", () => {
    const given = JSON.parse('{"__proto__":1,"constructor":2,"toString":3}');
    expect(unknownOptions(given, NAMES)).toEqual([
      "__proto__ is no option",
      "constructor is no option",
      "toString is no option",
    ]);
    expect(unknownOptions({ Mode: undefined }, NAMES)).toHaveLength(1);
  });

  it("are told with the option that they stand in", () => {
    expect(unknownOptions({ modus: 1, "a b": 1 }, NAMES, "retry")).toEqual([
      "retry.modus is no option",
      'retry."a b" is no option',
    ]);
    expect(unknownOptions({ Mode: 1 }, NAMES, "retry")).toEqual([
      "retry.Mode is no option: did you mean retry.mode?",
    ]);
  });

  it.each([undefined, null, 1, "text", () => 1])("are none of what is no object: %j", (given) => {
    expect(unknownOptions(given, NAMES)).toEqual([]);
  });

  it("of which many are unknown, or which are long, are told in few words", () => {
    const problems = unknownOptions(new Uint8Array(100_000), NAMES);
    expect(problems).toHaveLength(11);
    expect(problems.at(-1)).toBe("99990 more names are no options either");
    const [problem] = unknownOptions({ ["x".repeat(100_000)]: 1 }, NAMES);
    expect(problem?.length).toBeLessThan(110);
  });

  it("are told as data, too", () => {
    expect(unknownNames({ Mode: 1, colour: 2, tls: 3 }, NAMES)).toEqual([
      { name: "Mode", nearest: "mode" },
      { name: "colour", nearest: undefined },
    ]);
    expect(unknownNames(undefined, NAMES)).toEqual([]);
  });

  it("never say what is in an option", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z]{1,20}$/), (name) => {
        fc.pre(!Object.hasOwn(NAMES, name));
        const [problem] = unknownOptions({ [name]: "s3cret!" }, NAMES);
        expect(problem).toMatch(new RegExp(`^${name} is no option(: did you mean \\w+\\?)?$`));
      }),
    );
  });

  it("that drift from the types do not compile", () => {
    // @ts-expect-error tls is missing
    const missing: OptionNames<Options> = { client: true, maxInFlight: true, mode: true };
    // @ts-expect-error colour is no option
    const foreign: OptionNames<Options> = { ...NAMES, colour: true };
    const ofUnion: OptionNames<{ a: 1 } | { b?: 2 }> = { a: true, b: true };
    expect([missing, foreign, ofUnion]).toHaveLength(3);
  });
});
