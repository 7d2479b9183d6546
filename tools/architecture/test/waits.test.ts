import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What waits a second by default, and cannot be told otherwise in `vitest.config.ts`, up to the end of the call's line. */
const SHORT_WAITS = /vi\.wait(?:For|Until)\((?!.*\btimeout:).*/g;

/** The waits of a text that give up after a second, which a busy machine needs for what it does in a few milliseconds. */
function shortWaits(text: string): string[] {
  return text.match(SHORT_WAITS) ?? [];
}

describe("a test's wait for a condition", () => {
  it("is bounded by its test's limit or its own, never by the second that vitest gives it", () => {
    const files = globSync("{packages,apps,tools}/*/test/**/*.ts", {
      cwd: root,
      exclude: ["**/waits.test.ts"],
    });
    expect(files.length).toBeGreaterThan(100);
    const found = files.flatMap((file) =>
      shortWaits(readFileSync(`${root}/${file}`, "utf8")).map((wait) => `${file}: ${wait}`),
    );
    expect(found).toEqual([]);
  });

  it("is found where it is such a second", () => {
    expect(shortWaits("await vi.waitUntil(() => ready);\nvi.waitFor(check, { timeout: 5 });")).toEqual([
      "vi.waitUntil(() => ready);",
    ]);
  });
});
