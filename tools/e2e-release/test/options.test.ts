import { expect, it } from "vitest";
import { readOptions } from "../src/options.ts";
import { resultTable } from "../src/result-table.ts";

const NAMES = ["cdk", "event-sink"];

it("reads the packages that are asked for", () => {
  expect(readOptions([], NAMES)).toEqual({ only: undefined, keep: false });
  expect(readOptions(["--only", "cdk, event-sink", "--keep"], NAMES)).toEqual({ only: NAMES, keep: true });
});

it.each([
  [["--only", "sink"], "--only sink: allowed are cdk, event-sink"],
  [["--registry", "https://example.com"], "Unknown option '--registry'"],
])("refuses %j", (argv, said) => {
  expect(() => readOptions(argv, NAMES)).toThrow(said);
});

it("shows a line for each package, and below what failed", () => {
  const table = resultTable([
    { packageName: "cdk", check: "npm", seconds: 1.26 },
    { packageName: "cdk", check: "types", seconds: 2, problem: "no types" },
    { packageName: "event-sink", check: "npm", seconds: 12 },
  ]);
  expect(table.split("\n")).toEqual([
    "package     npm     types",
    "cdk         1.3 s   FAILED",
    "event-sink  12.0 s  -",
    "",
    "cdk, types: no types",
  ]);
});
