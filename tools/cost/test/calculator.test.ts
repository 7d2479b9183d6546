import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  answerTo,
  DEFAULT_QUESTION,
  NUMBER_FIELDS,
  type NumberName,
  numberProblem,
  type Question,
} from "../src/calculator.ts";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

const run = promisify(execFile);

interface Told {
  readonly costs: readonly { readonly designs: Answer["designs"] }[];
  readonly eventWritesPerStream: number;
  readonly packedWritesPerStream: readonly { readonly packDelayMs: number; readonly usd: number }[];
}

async function told(question: Question): Promise<Told> {
  const { streams, eventsPerSecond, itemBytes, lifetimeSeconds, ledger } = question;
  const args = [
    ...["--json", "--streams", streams, "--events-per-second", eventsPerSecond, "--bytes", itemBytes],
    ...["--lifetime-seconds", lifetimeSeconds],
    ...(ledger === undefined ? [] : ["--ledger", ledger ? "on" : "off"]),
  ];
  const { stdout } = await run(process.execPath, [CLI, ...args.map(String)]);
  return JSON.parse(stdout) as Told;
}

describe("the calculator", () => {
  const questions: Partial<Question>[] = [
    {},
    { streams: 250, eventsPerSecond: 0.5, itemBytes: 3_000, ledger: false },
    { streams: 40, eventsPerSecond: 30, writeMode: "packed", packDelayMs: 5_000, ledger: true },
    { streams: 7, lifetimeSeconds: 300, writeMode: "packed" },
  ];

  it.each(questions)("says what the command says, for %j", async (part) => {
    const question = { ...DEFAULT_QUESTION, ...part };
    const { designs, events } = answerTo(question);
    const { costs, eventWritesPerStream, packedWritesPerStream } = await told(question);
    const packed = packedWritesPerStream.find(({ packDelayMs }) => packDelayMs === question.packDelayMs);
    const ofStream = question.writeMode === "packed" ? packed?.usd : eventWritesPerStream;
    expect(designs).toEqual(costs[0]?.designs);
    expect(events).toBeCloseTo(question.streams * (ofStream ?? Number.NaN), 10);
  });

  it("counts the ledger where it is, and as the construct has it where nothing is said", () => {
    const ledgers = (ledger: boolean | undefined) => {
      const { relay, fleet128, staggered } = answerTo({ ...DEFAULT_QUESTION, ledger }).designs;
      return [relay, fleet128, staggered].map((cost) => cost.ledger > 0);
    };
    expect(ledgers(undefined)).toEqual([true, true, false]);
    expect(ledgers(true)).toEqual([true, true, false]);
    expect(ledgers(false)).toEqual([false, false, false]);
  });

  it("has more handovers to pay for, the shorter a function lives", () => {
    const relay = (lifetimeSeconds: number) =>
      answerTo({ ...DEFAULT_QUESTION, lifetimeSeconds }).designs.relay;
    expect(relay(300).transitions).toBeCloseTo(relay(900).transitions * (870 / 270), 10);
    expect(relay(300).total).toBeGreaterThan(relay(900).total);
  });

  it("takes the ends of what each number may be, and nothing beyond", () => {
    for (const name of Object.keys(NUMBER_FIELDS) as NumberName[]) {
      const { least, most } = NUMBER_FIELDS[name];
      for (const good of [least, most, DEFAULT_QUESTION[name]])
        expect(numberProblem(name, good)).toBeUndefined();
      for (const bad of [least - 1, most + 1, Number.NaN, Number.POSITIVE_INFINITY, "", "1", undefined]) {
        expect(numberProblem(name, bad)).toContain(NUMBER_FIELDS[name].label);
      }
    }
    expect(numberProblem("streams", 1.5)).toBe("Streams: give a whole number from 1 to 100,000.");
    expect(numberProblem("eventsPerSecond", 0.5)).toBeUndefined();
  });

  it("gives numbers for whatever it takes", () => {
    const ends = Object.values(NUMBER_FIELDS).flatMap(({ least, most }) => [least, most]);
    expect(ends.every(Number.isFinite)).toBe(true);
    for (const end of ["least", "most"] as const) {
      const numbers = Object.entries(NUMBER_FIELDS).map(([name, field]) => [name, field[end]]);
      const { designs, events } = answerTo({ ...DEFAULT_QUESTION, ...Object.fromEntries(numbers) });
      for (const { total } of Object.values(designs)) expect(total).toBeGreaterThan(0);
      expect(Number.isFinite(events)).toBe(true);
    }
  });
});

describe("the command", () => {
  it.each([
    ["--streams", "1.5", "Streams: give a whole number from 1 to 100,000."],
    ["--bytes", "", "Bytes of an event in the table: give a whole number from 1 to 409,600."],
    ["--lifetime-seconds", "901", "Lifetime of a function in seconds: give a whole number from 60 to 900."],
    ["--ledger", "maybe", "--ledger must be on or off"],
  ])("refuses %s %s in a sentence", async (option, value, sentence) => {
    const failure = await run(process.execPath, [CLI, option, value]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 2, stderr: `${sentence}\n` });
  });
});
