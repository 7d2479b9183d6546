import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FAULT_ENDINGS,
  FAULT_RULES,
  type Fault,
  type FaultKind,
  type FaultOption,
} from "../src/fault-kinds.ts";
import { cutPoint, FaultSet } from "../src/faults.ts";
import { formatFaultSpec, InvalidFaultError, parseFaultSpec } from "../src/index.ts";
import { createRandom } from "../src/random.ts";

const optionValues: Record<FaultOption, fc.Arbitrary<unknown>> = {
  next: fc.integer({ min: 1, max: 1_000_000_000 }),
  probability: fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs),
  ending: fc.constantFrom(...FAULT_ENDINGS),
  retryAfterS: fc.nat(86_400),
};

const anyFault = fc.constantFrom(...(Object.keys(FAULT_RULES) as FaultKind[])).chain((kind) => {
  const values: Partial<Record<FaultKind, fc.Arbitrary<unknown>>> = {
    refuse: fc.oneof(fc.constant("close"), fc.integer({ min: 400, max: 599 })),
    "single-connection": fc.constantFrom(409, 429),
  };
  const options = FAULT_RULES[kind].options.map((name) => [name, optionValues[name]] as const);
  return fc.record(
    { kind: fc.constant(kind), value: values[kind] ?? fc.nat(86_400_000), ...Object.fromEntries(options) },
    { requiredKeys: ["kind", "value"] },
  ) as fc.Arbitrary<Fault>;
});

describe("the text of faults", () => {
  test("is read as what was written, whatever the faults", () => {
    fc.assert(
      fc.property(fc.array(anyFault, { maxLength: 5 }), (faults) => {
        expect(parseFaultSpec(formatFaultSpec(faults))).toEqual(faults.map((fault) => ({ ...fault })));
      }),
    );
  });

  test("may have blanks around its commas", () => {
    expect(parseFaultSpec(" drop-after-events:50 , connect-delay-ms:500 ")).toEqual([
      { kind: "drop-after-events", value: 50 },
      { kind: "connect-delay-ms", value: 500 },
    ]);
    expect(parseFaultSpec(" ")).toEqual([]);
  });

  test.each([
    ["explode:1", "unknown fault explode; allowed: drop-after-events:N, drop-after-ms:MS,"],
    ["toString:1", "unknown fault toString; allowed:"],
    [",", "unknown fault ; allowed:"],
    ["drop-after-events", "takes a whole number of events from 0 to 1000000000, not "],
    ["drop-after-events:-1", "takes a whole number of events from 0 to 1000000000, not -1"],
    ["drop-after-ms:1.5", "takes a whole number of milliseconds from 0 to 86400000, not 1.5"],
    ["refuse:200", "takes a status from 400 to 599, or close"],
    ["single-connection:503", "takes 409 or 429"],
    ["drop-after-events:1:nxt=2", "drop-after-events has no option nxt; allowed: next, probability, ending"],
    ["drop-after-events:1:value=2", "drop-after-events has no option value"],
    ["stall-after-ms:1:ending=end", "stall-after-ms has no option ending; allowed: next, probability"],
    ["drop-after-events:1:next=0", "next of drop-after-events must be a whole number of connections from 1"],
    ["drop-after-events:1:next", "next of drop-after-events must be"],
    [
      "drop-after-events:1:probability=1.1",
      "probability of drop-after-events must be a number from 0 to 1, not 1.1",
    ],
    [
      "cut-record-after-events:1:ending=bang",
      "ending of cut-record-after-events must be end, close, reset, not bang",
    ],
    [
      "refuse:503:retry-after-s=x",
      "retry-after-s of refuse must be a whole number of seconds from 0 to 86400",
    ],
  ])("%s is refused with what is allowed", (spec, message) => {
    expect(() => parseFaultSpec(spec)).toThrow(InvalidFaultError);
    expect(() => parseFaultSpec(spec)).toThrow(message);
  });
});

describe("drawing faults", () => {
  test("next is used up by the connections that come, whatever the probability decides", () => {
    const set = new FaultSet(parseFaultSpec("drop-after-events:1:next=100:probability=0.5"), createRandom(7));
    const struck = Array.from({ length: 200 }, () => set.takeRunning().length);

    const hits = struck.slice(0, 100).filter((count) => count === 1).length;
    expect(hits).toBeGreaterThan(25);
    expect(hits).toBeLessThan(75);
    expect(struck.slice(100).every((count) => count === 0)).toBe(true);
    expect(set.faults).toEqual([]);
  });
});

describe("the place of a cut", () => {
  const text = fc.string({ unit: "binary", minLength: 1 }).map((value) => Buffer.from(value));

  test("mid-record is never inside a character and never the whole", () => {
    fc.assert(
      fc.property(text, (frame) => {
        const point = cutPoint("cut-record-after-events", frame) ?? -1;
        const decoder = new TextDecoder("utf-8", { fatal: true });
        expect(() => decoder.decode(frame.subarray(0, point))).not.toThrow();
        expect(point).toBeLessThan(frame.length);
      }),
    );
  });

  test("mid-character leaves text that is no UTF-8, or there is no such place", () => {
    fc.assert(
      fc.property(text, (frame) => {
        const point = cutPoint("cut-character-after-events", frame);
        const decoder = new TextDecoder("utf-8", { fatal: true });
        if (point === undefined) expect(frame.every((byte) => byte < 0x80)).toBe(true);
        else expect(() => decoder.decode(frame.subarray(0, point))).toThrow(TypeError);
      }),
    );
  });
});
