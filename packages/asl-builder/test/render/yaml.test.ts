import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { buildStateMachine, MAX_STATE_MACHINE_NAME_LENGTH, toJson } from "../../src/index.ts";
import { emitYaml } from "../../src/render/emit-yaml.ts";
import type { JsonValue } from "../../src/render/json.ts";
import { toYaml } from "../../src/yaml.ts";
import { articleOptions, goodOptions } from "../support/options.ts";

const VERSIONS = ["1.1", "1.2"] as const;

/** Text that YAML readers are known to take for something else. */
const trickyText = fc.constantFrom(
  ...[
    "",
    " ",
    "~",
    "null",
    "Null",
    "true",
    "False",
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "N",
    "=",
    "<<",
    "-",
    "--- a",
  ],
  ...[
    "...",
    "- a",
    "? a",
    "a: b",
    "a:",
    ":a",
    "a #b",
    "#",
    "&a",
    "*a",
    "!a",
    "!!str",
    "|",
    ">",
    "%YAML",
    "@",
    "`",
  ],
  ...[
    "1",
    "-1",
    "0x1f",
    "0o17",
    "017",
    "1e3",
    "1.5",
    "1_000",
    "12:30:45",
    ".inf",
    ".nan",
    "2001-01-01",
    "+1",
  ],
  ...[
    "'",
    '"',
    "\\",
    "\\n",
    "a\nb",
    "a\r\nb",
    "\t",
    "a\tb",
    " a",
    "a ",
    "a  b",
    "{",
    "}",
    "[a]",
    "a,b",
    "${a}",
  ],
  ...[
    "\u0000",
    "\u0007",
    "\u001b",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffe",
    "\uffff",
  ],
  ...["\ud800", "\udfff", "😀", "é", "日本", "Infinity", "NaN", "undefined", "__proto__"],
);
const text = fc.oneof(trickyText, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 1e21, -1e21, 1.5e300, 1e-7, 5e-324, Number.MAX_SAFE_INTEGER),
);
const jsonValue = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(
      text,
      number.map((value) => value + 0),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .array(fc.tuple(text, tie("value")), { maxLength: 4 })
      .map((entries): JsonValue => Object.fromEntries(entries)),
  ),
})).value;

describe.each(VERSIONS)("YAML read by the rules of %s", (version) => {
  it("gives back any JSON value, whatever its text looks like", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(parse(emitYaml(value), { version })).toEqual(value);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives back every tricky text as a key, as a value and in a list", () => {
    fc.assert(
      fc.property(trickyText, (tricky) => {
        const value = Object.fromEntries([[tricky, [tricky, { a: tricky }]]]);
        expect(parse(emitYaml(value), { version })).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("gives back every definition, alone and in a serverless.yml", () => {
    fc.assert(
      fc.property(goodOptions, (options) => {
        const definition = buildStateMachine(options);
        expect(parse(toYaml(definition), { version })).toEqual(definition);
        const serverless = { id: "relay", name: "${sls:stage}-relay" };
        expect(parse(toYaml(definition, { serverless }), { version })).toEqual({
          stepFunctions: { stateMachines: { relay: { name: serverless.name, definition } } },
        });
      }),
    );
  });
});

describe("YAML", () => {
  it("quotes only where it may matter", () => {
    const yaml = emitYaml({
      "Wait (35)": "States.TaskFailed",
      "Payload.$": "$",
      on: ["yes", 1, true, null],
      ResultPath: null,
      none: [],
      nothing: {},
    });
    expect(yaml).toBe(
      [
        "Wait (35): States.TaskFailed",
        'Payload.$: "$"',
        '"on":',
        '  - "yes"',
        "  - 1",
        "  - true",
        "  - null",
        "ResultPath: null",
        "none: []",
        "nothing: {}",
        "",
      ].join("\n"),
    );
  });

  it("writes numbers so that YAML 1.1, too, takes them for numbers", () => {
    expect(emitYaml([1e21, 1e-7, 1.5e300, -0, 45])).toBe("- 1.0e+21\n- 1.0e-7\n- 1.5e+300\n- 0\n- 45\n");
  });

  it("leaves the machine's name to the plugin when none is given", () => {
    const definition = buildStateMachine(articleOptions("staggered"));
    expect(parse(toYaml(definition, { serverless: { id: "state-machine-trigger" } }))).toEqual({
      stepFunctions: { stateMachines: { "state-machine-trigger": { definition } } },
    });
  });

  it("leaves out what JSON leaves out", () => {
    const definition = { ...buildStateMachine(articleOptions("staggered")), Extra: undefined };
    expect(parse(toYaml(definition))).toEqual(JSON.parse(toJson(definition)));
  });

  it("refuses ids and names that the plugin or Step Functions cannot use, all at once", () => {
    const definition = buildStateMachine(articleOptions("staggered"));
    const longest = "n".repeat(MAX_STATE_MACHINE_NAME_LENGTH);
    expect(() => toYaml(definition, { serverless: { id: "relay", name: longest } })).not.toThrow();
    expect(() => toYaml(definition, { serverless: { id: "a b", name: `${longest}n` } })).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTIONS",
        problems: [
          expect.objectContaining({ code: "BAD_NAME", option: "serverless.id" }),
          expect.objectContaining({ code: "BAD_NAME", option: "serverless.name" }),
        ],
      }),
    );
    expect(() => toYaml(definition, { serverless: { id: "relay", name: "" } })).toThrow(
      /serverless.name is ""/,
    );
    expect(() => toYaml(definition, { serverless: { id: "relay", name: "${open" } })).toThrow(
      /serverless.name/,
    );
  });

  it.each([
    [{ serverles: { id: "relay" } }, "serverles is no option, allowed is serverless"],
    [{ serverless: { id: "relay", naem: "a" } }, "serverless.naem is no option, allowed is serverless.name"],
    [
      { serverless: { id: "relay", colour: "red" } },
      "serverless.colour is no option, allowed is serverless.id, serverless.name, serverless.path",
    ],
  ])("refuses what is no option: %j", (options: object, message) => {
    const definition = buildStateMachine(articleOptions("staggered"));
    expect(() => toYaml(definition, options)).toThrow(message);
  });
});
