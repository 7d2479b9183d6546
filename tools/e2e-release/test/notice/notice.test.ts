import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { LicenceMissingError } from "../../src/errors.ts";
import { bundledFolders } from "../../src/notice/bundled-inputs.ts";
import { completeTerms } from "../../src/notice/complete-terms.ts";
import { noticeText } from "../../src/notice/notice-text.ts";

const PACKAGES = fileURLToPath(new URL("../../../../packages", import.meta.url));

const terms = (name: string, licence: string, text: string) => ({ name, version: "1.0.0", licence, text });

describe("bundledFolders", () => {
  it("finds installed packages of which something is left, however deep they lie", () => {
    const inputs = {
      "src/index.ts": { bytesInOutput: 9 },
      "../../node_modules/.pnpm/a@1.0.0/node_modules/a/lib/a.js": { bytesInOutput: 1 },
      "../../node_modules/.pnpm/b@1.0.0/node_modules/@scope/b/index.js": { bytesInOutput: 2 },
      "node_modules/c/node_modules/d/index.js": { bytesInOutput: 3 },
      "node_modules/shaken-off/index.js": { bytesInOutput: 0 },
    };
    expect(bundledFolders({ outputs: { "dist/index.js": { inputs } } }, "/w/packages/p")).toEqual(
      new Set([
        "/w/node_modules/.pnpm/a@1.0.0/node_modules/a",
        "/w/node_modules/.pnpm/b@1.0.0/node_modules/@scope/b",
        "/w/packages/p/node_modules/c/node_modules/d",
      ]),
    );
  });
});

describe("completeTerms", () => {
  it("gives a package without a text that of another, where all have the same", () => {
    const given = [
      terms("a", "Apache-2.0", "The text."),
      terms("b", "Apache-2.0", ""),
      terms("c", "MIT-0", ""),
    ];
    expect(completeTerms(given).map(({ text }) => text)).toEqual(["The text.", "The text.", ""]);
  });

  it.each(["MIT", "Apache-2.0"])("refuses a package under %s without a text", (licence) => {
    const given = [terms("a", "MIT", "Copyright A"), terms("b", licence, "")];
    expect(() => completeTerms(given)).toThrow(LicenceMissingError);
    expect(() => completeTerms(given)).toThrow(
      `b@1.0.0 is bundled, and has no text of its licence (${licence})`,
    );
  });
});

describe("noticeText", () => {
  it("says each text once, below all that it holds for", () => {
    const text = noticeText([
      terms("b", "MIT", "Same"),
      terms("a", "MIT", "Same"),
      terms("c", "MIT", "Other"),
    ]);
    expect(text.match(/Same/g)).toHaveLength(1);
    expect(text).toContain("\na 1.0.0 (MIT)\nb 1.0.0 (MIT)\n\nSame\n");
    expect(text).toContain("\nc 1.0.0 (MIT)\n\nOther\n");
  });
});

describe("what is built", () => {
  it.each([
    ["connection-manager", ["@aws-sdk/client-dynamodb", "undici"]],
    ["cdk", ["@aws-sdk/client-dynamodb", "@aws-sdk/client-s3", "undici"]],
  ])("%s says under which terms what is inside it stands", async (name, inside) => {
    const text = await readFile(join(PACKAGES, name, "dist/NOTICE.txt"), "utf8");
    for (const one of inside) expect(text).toMatch(new RegExp(`^${one} [\\d.]+ \\(`, "m"));
    expect(text).toContain("Apache License");
    expect(text).toContain("Permission is hereby granted, free of charge");
  });
});
