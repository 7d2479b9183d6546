import { expect, test } from "vitest";
import type { Row } from "../src/contest.ts";
import { mergeSections, sectionOf } from "../src/report/report.ts";
import { textTable } from "../src/report/tables.ts";

const ROW: Row = {
  ...{ name: "NDJSON, batches", peer: "undici raw", ratio: 0.95, min: 0.9, max: 1.1, ours: 800, theirs: 842 },
  ...{ unit: "MB/s", better: "higher", goal: 0.9, goalOn: "ratio", met: true, rounds: 9 },
  delivers: { ours: "bytes", theirs: "chunks" },
  cpu: { ours: 1.1, theirs: 1, ratio: 1.1, unit: "ms/MB" },
  gcMs: { ours: 5, theirs: 6 },
};
const FACTS = {
  rows: [ROW, { ...ROW, goal: 20, goalOn: "ours", met: false, unit: "MB", better: "lower" } satisfies Row],
  machine: "2 x processor",
  versions: new Map([["undici", "8.0.0"]]),
  date: new Date("2026-11-23T12:00:00Z"),
};
const SUITE = { name: "reader", title: "Reading", method: "How it is done." } as const;

test("a section names date, machine and versions, and says which goals were met", () => {
  const section = sectionOf(SUITE, FACTS);
  expect(section).toContain("## Reading\n\nHow it is done.\n\n");
  expect(section).toContain("2026-11-23, 2 x processor; undici 8.0.0. 1 of 2 goals met.");
  expect(section).toContain(
    "| NDJSON, batches (bytes) | undici raw (chunks) | 0.95 (0.9 to 1.1) | >= 0.9: met |",
  );
  expect(section).toContain("| <= 20 MB: missed | 800 | 842 | MB, less is better |");
  expect(textTable([{ ...ROW, goal: 100, goalOn: "difference", unit: "ms", better: "lower" }])).toContain(
    "<= 100 ms more: met",
  );
});

test("a run replaces its own section and leaves the others as they are, in a fixed order", () => {
  const first = mergeSections(undefined, new Map([["start", "old start"]]));
  const second = mergeSections(first, new Map([["reader", "old reader"]]));
  const third = mergeSections(second, new Map([["reader", "new reader"]]));
  expect(third).toContain("new reader");
  expect(third).not.toContain("old reader");
  expect(third.indexOf("new reader")).toBeLessThan(third.indexOf("old start"));
  expect(mergeSections(third, new Map())).toBe(third);
});

test("a section whose end mark was lost is not guessed at", () => {
  const report = mergeSections(undefined, new Map([["start", "text"]])).replace(
    "<!-- end of suite start -->",
    "",
  );
  expect(() => mergeSections(report, new Map([["reader", "new"]]))).toThrow("<!-- suite start --> without");
  expect(mergeSections(report, new Map([["start", "new"]]))).toContain("new");
});

test("on a terminal the columns stand below each other", () => {
  const [head = "", first = ""] = textTable([ROW]).split("\n");
  expect(head.indexOf("ratio")).toBe(first.indexOf("0.95 ("));
});
