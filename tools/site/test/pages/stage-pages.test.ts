import { describe, expect, it } from "vitest";
import { DeadLinksError } from "../../src/errors.ts";
import { staged } from "./workspace.ts";

const GITHUB = "https://github.com/unbounded-streams/unbounded-streams";

/** What a page becomes beside some other files. */
function rewritten(text: string, others: Readonly<Record<string, string>> = {}): string | undefined {
  const { pages } = staged({ "docs/guides/page.md": text, ...others });
  return pages.find(({ route }) => route === "guides/page")?.text;
}

/** What is said of links that lead nowhere. */
function faultsOf(files: Readonly<Record<string, string>>): readonly string[] {
  try {
    staged(files);
  } catch (error) {
    if (error instanceof DeadLinksError) return error.places;
    throw error;
  }
  return [];
}

describe("the pages", () => {
  it("are all of docs, the READMEs of packages, and how to contribute", () => {
    const { pages } = staged({
      "docs/index.md": "# Home",
      "docs/errors/README.md": "# Errors",
      "docs/errors/watch.md": "---\ntitle: Codes of watch\n---\n\n# watch",
      "packages/watch/README.md": "# @unbounded-streams/watch",
      "apps/local/README.md": "# local",
      "CONTRIBUTING.md": "Without a heading.",
    });
    expect(pages.map(({ route, title }) => [route, title])).toEqual([
      ["errors/index", "Errors"],
      ["errors/watch", "Codes of watch"],
      ["index", "Home"],
      ["packages/watch", "@unbounded-streams/watch"],
      ["contributing", "contributing"],
    ]);
  });
});

describe("a link", () => {
  it.each([
    ["to a page", "[x](../other.md)", "[x](/other)"],
    ["to a heading of a page", "[x](../other.md#a-part)", "[x](/other#a-part)"],
    ["to a heading of its own page", "# Part\n\n[x](#part)", "# Part\n\n[x](/guides/page#part)"],
    ["to a package, by its README", "[`x`](../../packages/watch/README.md)", "[`x`](/packages/watch)"],
    ["to a package, by its folder", "[x](../../packages/watch)", "[x](/packages/watch)"],
    ["to a folder's index", "[x](../errors/README.md)", "[x](/errors/)"],
    ["to a file", "[x](../../src/a.ts#L3)", `[x](${GITHUB}/blob/main/src/a.ts#L3)`],
    ["to a folder", "[x](../../src/)", `[x](${GITHUB}/tree/main/src)`],
    ["to a page, by its address on GitHub", `[x](${GITHUB}/blob/main/docs/other.md)`, "[x](/other)"],
    [
      "to a file, by its address on GitHub",
      `[x](${GITHUB}/blob/main/src/a.ts#L3)`,
      `[x](${GITHUB}/blob/main/src/a.ts#L3)`,
    ],
    ["to another site", "[x](https://example.org/a.md#b)", "[x](https://example.org/a.md#b)"],
    ["with a title", '[x](../other.md "It is so")', '[x](/other "It is so")'],
    ["by reference", "[x][1]\n\n[1]: ../other.md", "[x][1]\n\n[1]: /other"],
    ["in a table", "| a |\n| - |\n| [x](../other.md) |", "| a |\n| - |\n| [x](/other) |"],
    [
      "in code",
      "`[x](../gone.md)`\n\n```md\n[x](../gone.md)\n```",
      "`[x](../gone.md)`\n\n```md\n[x](../gone.md)\n```",
    ],
  ])("%s leads there on the site", (_what, text, expected) => {
    const others = {
      "docs/other.md": "# Other\n\n## A part",
      "docs/errors/README.md": "# Errors",
      "packages/watch/README.md": "# watch",
      "src/a.ts": "",
    };
    expect(rewritten(text, others)).toBe(expected);
  });

  it("around a picture leads there, and the picture is taken along", () => {
    const files = {
      "docs/guides/page.md": "[![a picture](../pictures/a.svg)](../other.md)",
      "docs/other.md": "# Other",
      "docs/pictures/a.svg": "<svg/>",
    };
    const { pages, pictures } = staged(files);
    expect(pages[0]?.text).toBe("[![a picture](/docs/pictures/a.svg)](/other)");
    expect(pictures).toEqual(["docs/pictures/a.svg"]);
  });
});

describe("a link that leads nowhere is named with its file and line", () => {
  it.each([
    ["to no file", "\n[x](gone.md)", "docs/a.md:2: gone.md: there is no docs/gone.md"],
    [
      "to no file, by an address on GitHub",
      `[x](${GITHUB}/blob/main/gone.ts#L1)`,
      `docs/a.md:1: ${GITHUB}/blob/main/gone.ts#L1: there is no gone.ts`,
    ],
    ["to no picture", "![x](gone.png)", "docs/a.md:1: gone.png: there is no docs/gone.png"],
    ["to no heading of its page", "[x](#gone)", "docs/a.md:1: #gone: docs/a.md has no heading #gone"],
    [
      "to no heading of a page",
      "a\n\n[x](b.md#gone)",
      "docs/a.md:3: b.md#gone: docs/b.md has no heading #gone",
    ],
    [
      "to no heading of a file that is no page",
      "[x](../README.md#gone)",
      "docs/a.md:1: ../README.md#gone: README.md has no heading #gone",
    ],
    ["to what is built", "[x](../dist/a.js)", "docs/a.md:1: ../dist/a.js: there is no dist/a.js"],
    ["out of the repository", "[x](../../a.md)", "docs/a.md:1: ../../a.md: it leads out of the repository"],
    ["from the root", "[x](/b)", "docs/a.md:1: /b: no link begins at the root: write it from the file on"],
  ])("%s", (_what, text, place) => {
    expect(
      faultsOf({ "docs/a.md": text, "docs/b.md": "# B", "README.md": "# Root", "dist/a.js": "" }),
    ).toEqual([place]);
  });

  it("as all others are", () => {
    expect(faultsOf({ "docs/a.md": "[x](gone.md) [y](gone.md)", "docs/b.md": "[x](#gone)" })).toHaveLength(3);
  });
});

describe("an anchor", () => {
  it.each([
    ["of a code", "## LEASE_REQUEST_FAILED", "lease_request_failed"],
    ["of a heading with code and dots", "## The `a.b` of it, too", "the-ab-of-it-too"],
    ["of the second of two equal headings", "## Same\n\n## Same", "same-1"],
    ["that a heading names", "## page() {#page-1}", "page-1"],
    ["that HTML names", '| <a id="property-x"></a> `x` | y |\n| - | - |', "property-x"],
  ])("%s is GitHub's", (_what, text, anchor) => {
    expect(faultsOf({ "docs/a.md": text, "docs/b.md": `[x](a.md#${anchor})` })).toEqual([]);
  });
});
