import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkTarball } from "../../src/checks/check-tarball.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tarball-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Packs a small package as npm does, without looking at it first. */
async function packed(changes: Record<string, unknown> = {}): Promise<string> {
  const manifest = {
    name: "@planted/package",
    version: "1.0.0",
    type: "module",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    files: ["dist", "CHANGELOG.md"],
    ...changes,
  };
  await mkdir(join(folder, "dist"));
  const files = {
    "package.json": JSON.stringify(manifest),
    "README.md": "# A package\n",
    LICENSE: "MIT\n",
    "CHANGELOG.md": "# Changes\n",
    "dist/index.js": "export const a = 1;\n",
    "dist/index.d.ts": "export declare const a = 1;\n",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { status, stderr } = spawnSync("npm", ["pack", "--ignore-scripts"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  return join(folder, `${manifest.name.slice(1).replace("/", "-")}-1.0.0.tgz`);
}

it("a whole package passes", async () => {
  await checkTarball(await packed());
});

it.each<[what: string, changes: Record<string, unknown>, said: string]>([
  [
    "an export of what is not there",
    { exports: { "./planted": { types: "./dist/index.d.ts", default: "./dist/planted.js" } } },
    "no dist/planted.js",
  ],
  ["no code at all", { files: ["CHANGELOG.md"] }, "no dist/index.d.ts, no dist/index.js"],
  ["no NOTICE", { files: ["dist", "dist/NOTICE.txt"] }, "no dist/NOTICE.txt"],
  ["a range that only the workspace knows", { dependencies: { yaml: "catalog:" } }, "yaml: catalog:"],
  [
    "a registry of its own",
    { publishConfig: { registry: "https://example.com" } },
    "publishConfig.registry: set",
  ],
  ["an entry without types", { exports: { ".": "./dist/untyped.js" } }, "no dist/untyped.js"],
])("a package with %s does not", async (_, changes, said) => {
  const tarball = await packed(changes);
  await expect(checkTarball(tarball)).rejects.toThrow(said);
});

it("a package that works as ES module alone does not, where CommonJS is promised", async () => {
  const tarball = await packed({ name: "@unbounded-streams/cdk" });
  await expect(checkTarball(tarball)).rejects.toThrow(/CJSResolvesToESM of \. \(node16-cjs\)/);
});
