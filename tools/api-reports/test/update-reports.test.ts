import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publishedPackages } from "../src/entries.ts";
import { updateReports } from "../src/update-reports.ts";

/** A workspace with one package, as it is built. */
let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "api-reports-test-"));
  await write("package.json", manifest({ ".": types("index"), "./more": types("more") }));
  await write(
    "dist/index.d.ts",
    "/** Adds. */\nexport declare function add(a: number, b: number): number;\n",
  );
  await write(
    "dist/more.d.ts",
    'export { add } from "./index.ts";\nexport interface Options {\n    name?: string;\n}\n',
  );
});
afterEach(() => rm(workspace, { recursive: true }));

const types = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });

function manifest(exports: object, other: object = {}): string {
  return JSON.stringify({ name: "@some/one", version: "1.0.0", type: "module", ...other, exports });
}

async function write(path: string, text: string): Promise<void> {
  const file = join(workspace, "packages/one", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

const update = (check: boolean) => updateReports(publishedPackages(workspace), { check });
const report = (name: string) => readFile(join(workspace, "packages/one/api", name), "utf8");

describe("reports of what entries export", () => {
  it("are written one for each entry, and are then what a check wants", async () => {
    expect(update(false)).toEqual({
      reports: 2,
      changes: ["packages/one/api/index.api.md is missing", "packages/one/api/more.api.md is missing"],
    });
    expect(await report("index.api.md")).toContain("export function add(a: number, b: number): number;");
    expect(await report("more.api.md")).toContain("name?: string;");
    expect(update(true)).toEqual({ reports: 2, changes: [] });
  });

  it.each([
    ["another parameter", "export declare function add(a: number, b: number, c: number): number;\n"],
    ["another type", "export declare function add(a: number, b: bigint): number;\n"],
    ["a name that is gone", "declare function add(a: number, b: number): number;\nexport {};\n"],
    [
      "a name that is new",
      "export declare function add(a: number, b: number): number;\nexport declare const one = 1;\n",
    ],
  ])("make a check fail at %s, and a check writes nothing", async (_, text) => {
    update(false);
    await write("dist/more.d.ts", "export {};\n");
    update(false);
    const before = await report("index.api.md");
    await write("dist/index.d.ts", text);
    const { changes } = update(true);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatch(
      /^packages\/one\/api\/index\.api\.md is not what is exported, from line \d+:\n {2}- .*\n {2}\+ /,
    );
    expect(await report("index.api.md")).toBe(before);
  });

  it("say nothing of a docstring: it is no part of the API", async () => {
    update(false);
    await write(
      "dist/index.d.ts",
      "/** Adds two numbers. */\nexport declare function add(a: number, b: number): number;\n",
    );
    expect(update(true).changes).toEqual([]);
  });

  it("go with their entry", async () => {
    update(false);
    await write("package.json", manifest({ ".": types("index") }));
    expect(update(true).changes).toEqual(["packages/one/api/more.api.md is of an entry that is gone"]);
    update(false);
    await expect(report("more.api.md")).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("are of what a package publishes: conditions are followed, files without types are none, private packages have none", async () => {
    await write(
      "package.json",
      manifest({
        ".": { import: types("index"), require: "./dist/index.cjs" },
        "./package.json": "./package.json",
        "./closed/*": null,
      }),
    );
    expect(update(false).reports).toBe(1);
    await write("package.json", manifest({ ".": types("index") }, { private: true }));
    expect(update(false).reports).toBe(0);
  });
});

describe("types that cannot be reported", () => {
  it("are those that are not built", async () => {
    await rm(join(workspace, "packages/one/dist/more.d.ts"));
    expect(() => update(true)).toThrow(
      expect.objectContaining({
        code: "ENTRY_NOT_BUILT",
        message: expect.stringContaining("build the package first"),
      }),
    );
  });

  it("are those that the compiler cannot read", async () => {
    await write("dist/index.d.ts", "export declare function add(a: Missing): number;\n");
    expect(() => update(true)).toThrow(
      expect.objectContaining({ code: "ENTRY_UNREADABLE", message: expect.stringContaining("Missing") }),
    );
  });
});
