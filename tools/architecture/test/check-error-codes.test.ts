import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkErrorCodes, codeViolations, linkViolations, pagesOf } from "../src/check-error-codes.ts";
import { codesOfPage } from "../src/error-pages.ts";
import { statedCodes } from "../src/stated-codes.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

function codesIn(...texts: string[]): string[] {
  return statedCodes(texts.map((text, index) => ({ file: `${index}.ts`, text }))).map(({ code }) => code);
}

describe("the codes that sources state", () => {
  it.each([
    ["a field of a class", 'class Lost extends Error { readonly code = "LOST"; }', ["LOST"]],
    [
      "a field of a class, as a constant",
      'const LATE = "TOO_LATE"; class Late { readonly code = LATE; }',
      ["TOO_LATE"],
    ],
    ["a member of an interface", 'interface Problem { readonly code: "BAD" | "WORSE"; }', ["BAD", "WORSE"]],
    ["a field that is given its code", 'class Any { readonly code: "ONE" | "OTHER"; }', ["ONE", "OTHER"]],
    ["a union by its name", 'type AnyErrorCode = "BAD" | "WORSE";', ["BAD", "WORSE"]],
    ["a union of reasons", 'export type RejectionReason = "FRAME_INVALID";', ["FRAME_INVALID"]],
    ["a value", 'send({ error: { code: "NO_SUCH", message } });', ["NO_SUCH"]],
    ["either of two values", 'send({ code: isBusy ? "BUSY" : "FAULT" });', ["BUSY", "FAULT"]],
    [
      "an argument of a function",
      'function fail(status: number, code: string) {} fail(404, "GONE");',
      ["GONE"],
    ],
    [
      "an argument of a constructor",
      'class Any { constructor(code: string) {} } throw new Any("GIVEN");',
      ["GIVEN"],
    ],
    ["outcomes in a type", 'export type RunOutcome = "ended" | "timed-out";', ["ended", "timed-out"]],
    [
      "outcomes in a constant",
      'export const RUN_OUTCOMES = { over: "handed-over" } as const;',
      ["handed-over"],
    ],
  ])("are found: %s", (_what, text, codes) => {
    expect(codesIn(text)).toEqual(codes);
  });

  it.each([
    ["that others gave", 'const answer = { code: "DuplicateItem" };'],
    ["that are compared only", 'if (error.code === "UND_ERR_SOCKET") retry();'],
    ["of other members", 'const table = { BillingMode: "PAY_PER_REQUEST" };'],
    ["that are numbers", "leave({ code: 1000 });"],
    ["of outcomes that stay inside", 'type RunOutcome = "ended";'],
  ])("are no names %s", (_what, text) => {
    expect(codesIn(text)).toEqual([]);
  });

  it("are found where a constant or a function is another file's", () => {
    expect(codesIn('export const LATE = "TOO_LATE";', "class Late { readonly code = LATE; }")).toEqual([
      "TOO_LATE",
    ]);
    expect(codesIn('refuse("NO", 1);', "export function refuse(code: string, status: number) {}")).toEqual([
      "NO",
    ]);
  });

  it("are told once for each file", () => {
    expect(codesIn('send({ code: "NO" }); send({ code: "NO" });')).toEqual(["NO"]);
  });

  it("cannot be looked for in what is no TypeScript", () => {
    expect(() => codesIn("class {")).toThrow(SyntaxError);
  });
});

describe("a page of errors", () => {
  it("has an entry for each heading of the second level, outside of fences", () => {
    expect(
      codesOfPage(
        "# Errors\n\n## LOST\n\n### Why\n\n```md\n## NONE\n```\n\n## `timed-out` ##\n~~~\n```\n~~~\n## LAST",
      ),
    ).toEqual(["LOST", "timed-out", "LAST"]);
  });
});

describe("the check", () => {
  const pages = pagesOf([
    { code: "LOST", file: "packages/reader/src/errors.ts" },
    { code: "LOST", file: "packages/reader/src/other.ts" },
    { code: "NO", file: "packages/cdk/src/api/start.ts" },
    { code: "BAD", file: "packages/cdk/src/errors.ts" },
  ]);

  it("gives the deployed API a page of its own, and a code of two files one entry", () => {
    expect(pages.map(({ page, codes }) => [page, codes.map(({ code }) => code)])).toEqual([
      ["reader", ["LOST"]],
      ["api", ["NO"]],
      ["cdk", ["BAD"]],
    ]);
  });

  it("names codes without an entry, entries without a code, and entries that are there twice", () => {
    const entries = new Map([
      ["reader", ["LOST", "LOST", "FOUND"]],
      ["cdk", ["BAD"]],
      ["gone", ["X"]],
    ]);
    expect(codeViolations(pages, entries)).toEqual([
      "no entry: ## NO in docs/errors/api.md, for packages/cdk/src/api/start.ts",
      "twice: ## LOST in docs/errors/reader.md",
      "no code: ## FOUND of docs/errors/reader.md",
      "no code: ## X of docs/errors/gone.md",
    ]);
  });

  it("names READMEs of packages without a link to a page of theirs, by an address that a registry can show", () => {
    const address = "https://github.com/unbounded-streams/unbounded-streams/blob/main/docs/errors";
    const readmes: Record<string, string> = {
      "packages/reader/README.md": "[errors](../../docs/errors/reader.md)",
      "packages/cdk/README.md": `[errors](${address}/cdk.md)`,
    };
    const ofApp = pagesOf([{ code: "NO_FILE", file: "apps/local/src/errors.ts" }]);
    expect(linkViolations([...pages, ...ofApp], (path) => readmes[path] ?? "")).toEqual([
      `no link: ${address}/reader.md in packages/reader/README.md`,
      `no link: ${address}/api.md in packages/cdk/README.md`,
    ]);
  });

  it("finds nothing to say of this workspace", () => {
    const { codes, violations } = checkErrorCodes(root);
    expect(violations).toEqual([]);
    expect(codes).toBeGreaterThan(100);
  });
});
