import { expect, test } from "vitest";
import { readCommandLine } from "../src/cli/options.ts";

test("without options every suite runs in full", () => {
  expect(readCommandLine([])).toEqual({
    kind: "run",
    suites: ["reader", "sink", "start", "fleet"],
    json: false,
    extent: { quick: false, filter: undefined, profile: undefined, repetitions: 9, minutes: 10 },
  });
});

test("--quick runs little, and what is said besides counts", () => {
  const request = readCommandLine(["--quick", "--only", "start", "--json", "--filter", "start"]);
  expect(request).toMatchObject({
    ...{ suites: ["start"], json: true },
    extent: { quick: true, filter: "start", repetitions: 2 },
  });
  expect(readCommandLine(["--quick", "--repetitions", "5"])).toMatchObject({ extent: { repetitions: 5 } });
  expect(readCommandLine(["--minutes", "0.5"])).toMatchObject({ extent: { minutes: 0.5 } });
});

test("--help names every option", () => {
  const help = readCommandLine(["--help"]);
  if (help.kind !== "help") throw new Error("there is no help");
  for (const option of ["only", "json", "repetitions", "quick", "filter", "minutes", "profile"]) {
    expect(help.text).toContain(`--${option}`);
  }
});

test.each([
  [["--only", "writer"], "Allowed choices are reader, sink, start, fleet"],
  [["--repetitions", "0"], "give a whole number, 1 to 1000"],
  [["--repetitions", "1.5"], "give a whole number, 1 to 1000"],
  [["--minutes", "0"], "give minutes, over 0 and up to 1440"],
  [["--unknown"], "unknown option '--unknown'"],
  [["word"], "too many arguments"],
])("%j cannot be used", (words, message) => {
  expect(() => readCommandLine(words)).toThrow(message);
});
