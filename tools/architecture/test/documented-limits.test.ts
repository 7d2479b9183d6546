import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../../", import.meta.url);

const KIB = 1_024;
const FACTORS: Readonly<Record<string, number>> = { KiB: KIB, MiB: KIB * KIB, s: 1, days: 86_400 };

/** Rows of the page whose last cell names a constant. */
const rows = Array.from(
  readFileSync(new URL("docs/operations/limits.md", ROOT), "utf8").matchAll(
    /^\| ([^|]+?) +\| +([\d,]+)(?: (\w+))? \|.*`([\w-]+)` `([A-Z_]+)` *\|$/gm,
  ),
  ([, what = "", figure = "", unit = "", project = "", constant = ""]) => ({
    what,
    figure: Number(figure.replaceAll(",", "")) * (FACTORS[unit] ?? (unit === "" ? 1 : Number.NaN)),
    project,
    constant,
  }),
);

/** Times are milliseconds where the name says so, else seconds. */
function inUnits(constant: string, value: unknown): unknown {
  return constant.endsWith("_MS") ? Number(value) / 1_000 : value;
}

describe("docs/operations/limits.md", () => {
  it("names constants for most of what it lists", () => {
    expect(rows.length).toBeGreaterThan(30);
  });

  it.each(rows)("says of $what what $project has as $constant", async ({ figure, project, constant }) => {
    const limits = await import(new URL(`packages/${project}/src/limits.ts`, ROOT).href);
    expect(inUnits(constant, limits[constant])).toBe(figure);
  });
});
