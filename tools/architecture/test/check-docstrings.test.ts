import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkDocstrings } from "../src/check-docstrings.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A workspace with one package, for names to be planted in. */
let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "docstrings-"));
  await write("package.json", manifest({ ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } }));
});
afterEach(() => rm(workspace, { recursive: true }));

function manifest(exports: object, other: object = {}): string {
  return JSON.stringify({ name: "@some/one", ...other, exports });
}

async function write(path: string, text: string): Promise<void> {
  const file = join(workspace, "packages/one", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function missingIn(index: string): Promise<string[]> {
  await write("src/index.ts", index);
  return checkDocstrings(workspace).violations.map(
    (line) => /^no docstring: (\S+) of/.exec(line)?.[1] ?? line,
  );
}

it("every name that a package of this workspace exports has a docstring", () => {
  const { names, violations } = checkDocstrings(root);
  expect(violations).toEqual([]);
  expect(names).toBeGreaterThan(500);
});

describe("a name without a docstring", () => {
  it.each([
    "export function a(): void {}",
    "export async function* a() {}",
    "export class a {}",
    "export abstract class a {}",
    "export const a = 1;",
    "export const { length: b } = '', a = 1;",
    "export let a: string;",
    "export type a = string;",
    "export interface a {}",
    "export enum a {}",
    "export declare function a(): void;",
    "const a = 1; export { a };",
    "interface b {} export type { b as a };",
    "// no docstring\nexport const a = 1;",
    "/* none either */\nexport const a = 1;",
    "/** Of the file. */\nimport 'node:fs';\nexport const a = 1;",
    "/** Of b. */\nexport const b = 1;\nexport const a = 1;",
    "/** Of b. */\nexport const b = 1; export const a = 1;",
  ])("is found: %j", async (text) => {
    expect(await missingIn(text)).toEqual(["a"]);
  });

  it("is found where it is declared, however it is passed on, and told with its entry", async () => {
    await write("src/deep/c.ts", "export const c = 1; /** Has one. */ export const d = 1;");
    await write(
      "src/b.ts",
      'import { c } from "./deep/c.ts"; export { c as b }; export * from "./deep/c.ts";',
    );
    await write("src/index.ts", 'export { b as a, d } from "./b.ts";\nexport * from "./b.ts";\n');
    expect(checkDocstrings(workspace).violations).toEqual(
      ["a", "b", "c"].map((name) => `no docstring: ${name} of @some/one, in packages/one/src/deep/c.ts`),
    );
  });

  it("is found behind each entry that has types", async () => {
    const types = "./dist/deep/entry.d.ts";
    await write(
      "package.json",
      manifest({ "./entry": { types, default: "./x.js" }, "./package.json": "./package.json" }),
    );
    await write("src/deep/entry.ts", "export const a = 1;");
    expect(checkDocstrings(workspace)).toEqual({
      names: 1,
      violations: ["no docstring: a of @some/one/entry, in packages/one/src/deep/entry.ts"],
    });
  });
});

describe("a docstring", () => {
  it.each([
    "/** It is. */\nexport const a = 1;",
    "/**\n * It is.\n */\n\nexport interface a {}",
    "/** It is. */ const a = 1; export { a };",
    "/** It is. */\nexport function a(x: 1): void;\nexport function a(x: 2): void;\nexport function a() {}",
    "/** It is. */\ninterface b {}\nexport type { b as a };",
  ])("counts: %j", async (text) => {
    expect(await missingIn(text)).toEqual([]);
  });

  it("is not asked of what another package has, or of a package that is not published", async () => {
    expect(await missingIn('import { b } from "other"; export { a } from "other"; export { b };')).toEqual(
      [],
    );
    await write("package.json", manifest({ ".": { types: "./dist/index.d.ts" } }, { private: true }));
    expect(await missingIn("export const a = 1;")).toEqual([]);
  });

  it("cannot be looked for in what is not TypeScript", async () => {
    await expect(missingIn("export const = 1;")).rejects.toThrow(SyntaxError);
  });
});
