import { match, notEqual, ok } from "node:assert/strict";
import { assertAccessible, assertNarrow, picture } from "@unbounded-streams/e2e-browser/look";
import type { Page } from "playwright-core";
import { type Around, visit } from "./visit.ts";

const NARROW = { viewport: { width: 360, height: 740 } };

/** What a reader types, and the place that must come first. */
const FOUND = [
  ["LEASE_REQUEST_FAILED", /\/errors\/stream-lease#lease_request_failed$/],
  ["WATCH_TABLE_MISSING", /\/errors\/watch#watch_table_missing$/],
  ["openStream", /\/(api|packages)\/stream-reader\/?#openstream/i],
] as const;

/** Pages of each kind. */
const PAGES = [
  ["home", ""],
  ["errors", "errors/stream-lease"],
  ["api", "api/event-sink/s3"],
  ["costs", "operations/costs"],
] as const;

/** Pages that have diagrams, with how many. */
const DIAGRAMS = [
  ["architecture", "architecture", 1],
  ["asl-builder", "packages/asl-builder", 7],
  ["stream-lease", "packages/stream-lease", 1],
] as const;

/** The home page and its picture, in light and dark. */
export async function lookAtHome(around: Around): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await around.checks.check(`the home page has its picture, in ${colorScheme}`, () =>
      visit(
        around,
        "",
        async (page) => {
          match((await page.textContent("h1")) ?? "", /^unbounded-streams/);
          await page.waitForFunction(() =>
            Array.from(document.images).every(({ complete, naturalWidth }) => complete && naturalWidth > 0),
          );
          ok((await page.locator(".vp-doc img").count()) > 0, "there is no picture");
          await picture(page, around.screenshots, `home-${colorScheme}`);
          await assertAccessible(page);
        },
        { colorScheme },
      ),
    );
  }
}

/** The search finds names with underscores and in camel case. */
export async function lookAtSearch(around: Around): Promise<void> {
  for (const [words, place] of FOUND) {
    await around.checks.check(`the search finds ${words}`, () =>
      visit(around, "start", async (page) => {
        await page.locator(".VPNavBarSearch button").first().click();
        await page.locator("#localsearch-input").fill(words);
        const first = page.locator("#localsearch-list a.result").first();
        await first.waitFor();
        await picture(page, around.screenshots, `search-${words}`, false);
        await first.click();
        await page.waitForURL(place);
        await page.waitForFunction(() => document.getElementById(location.hash.slice(1)) !== null);
      }),
    );
  }
}

/** From the list of packages to a function, and to a type that it takes. */
export async function lookAtReference(around: Around): Promise<void> {
  await around.checks.check("the API reference leads from the list to a function, and to its types", () =>
    visit(around, "", async (page) => {
      await page.locator(".VPNavBarMenu").getByRole("link", { name: "API", exact: true }).click();
      await page.waitForURL(/\/api\/$/);
      await page
        .locator(".vp-doc")
        .getByRole("link", { name: "@unbounded-streams/stream-reader", exact: true })
        .click();
      await page.waitForURL(/\/api\/stream-reader\/$/);
      const heading = page.locator("h3", { hasText: /^openStream\(\)/ });
      await heading.scrollIntoViewIfNeeded();
      await picture(page, around.screenshots, "api-function", false);
      const type = heading.locator("xpath=following-sibling::table[1]//a").first();
      const target = (await type.getAttribute("href")) ?? "";
      match(target, /#/);
      await type.click();
      await page.waitForFunction((hash) => location.hash === hash, target.slice(target.indexOf("#")));
      await page.waitForFunction(() => document.getElementById(location.hash.slice(1)) !== null);
    }),
  );
}

/** The calculator's number, and another one for more streams. */
export async function lookAtCalculator(around: Around): Promise<void> {
  await around.checks.check("the calculator gives a number, and another one for more streams", () =>
    visit(around, "operations/costs", async (page) => {
      const calculator = page.locator(".cost-calculator");
      const before = await amountsIn(calculator.locator("table").first());
      await calculator.locator("input").first().fill("250");
      await page.waitForFunction(
        (text) => document.querySelector(".cost-calculator table")?.textContent !== text,
        before,
      );
      const after = await amountsIn(calculator.locator("table").first());
      match(after, /\d/);
      notEqual(after, before);
      await calculator.scrollIntoViewIfNeeded();
      await picture(page, around.screenshots, "calculator", false);
    }),
  );
}

/** Every diagram is drawn, in light and dark; a text that Mermaid cannot read would stay one. */
export async function lookAtDiagrams(around: Around): Promise<void> {
  for (const [name, path, count] of DIAGRAMS) {
    await around.checks.check(`${name}: all ${count} diagrams are drawn`, () =>
      visit(around, path, async (page) => {
        const drawn = page.locator(".mermaid-diagram svg");
        await page.waitForFunction(
          (all) => document.querySelectorAll(".mermaid-diagram svg").length === all,
          count,
        );
        const widths = await drawn.evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width));
        ok(
          widths.every((width) => width > 0),
          `widths: ${widths.join(", ")}`,
        );
        await drawn.first().scrollIntoViewIfNeeded();
        await picture(page, around.screenshots, `diagram-${name}`, false);
      }),
    );
  }
}

/** Pages of each kind: who cannot see them well can read them, and they fit into 360 pixels. */
export async function lookAtPages(around: Around): Promise<void> {
  for (const [name, path] of PAGES) {
    await around.checks.check(`${name}: nobody is kept from it`, () =>
      visit(around, path, async (page) => {
        await picture(page, around.screenshots, name, false);
        await assertAccessible(page);
      }),
    );
    await around.checks.check(`${name}: fits into 360 pixels`, () =>
      visit(
        around,
        path,
        async (page) => {
          await picture(page, around.screenshots, `${name}-360`, false);
          await assertNarrow(page, NARROW.viewport.width);
        },
        NARROW,
      ),
    );
  }
}

async function amountsIn(table: ReturnType<Page["locator"]>): Promise<string> {
  return (await table.textContent()) ?? "";
}
