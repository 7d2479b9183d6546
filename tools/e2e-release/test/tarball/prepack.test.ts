import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { namedFiles } from "../../src/tarball/named-files.ts";
import { publishedPackages } from "../../src/workspace/published-packages.ts";

const WORKSPACE = fileURLToPath(new URL("../../../..", import.meta.url));

let copy: string;
let folder: string;

/** A built package, and beside it what its `prepack` runs. */
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), "prepack-"));
  folder = join(copy, "packages/json-pointer");
  await mkdir(folder, { recursive: true });
  for (const path of ["LICENSE", "tools/e2e-release/src"]) {
    await cp(join(WORKSPACE, path), join(copy, path), { recursive: true });
  }
  for (const path of ["package.json", "README.md", "dist"]) {
    await cp(join(WORKSPACE, "packages/json-pointer", path), join(folder, path), { recursive: true });
  }
});
afterEach(() => rm(copy, { recursive: true }));

/** Packs the copy as npm does before it publishes. */
function pack(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("npm", ["pack", "--foreground-scripts"], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

async function change(changes: Record<string, unknown>): Promise<void> {
  const path = join(folder, "package.json");
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), ...changes }));
}

describe("packing", () => {
  it("a built package is done", () => {
    const { status, output } = pack();
    expect(status, output).toBe(0);
    expect(output).toContain("unbounded-streams-json-pointer-0.0.0.tgz");
  });

  it("an unbuilt package fails and says what is missing and the remedy", async () => {
    await rm(join(folder, "dist"), { recursive: true });
    const { status, output } = pack();
    expect(status).not.toBe(0);
    expect(output).toContain(
      "@unbounded-streams/json-pointer is not packed: without dist, dist/index.d.ts, dist/index.js. Build it first: npx pnpm@12 build\n",
    );
  });

  it.each<[what: string, changes: Record<string, unknown>, missing: string]>([
    [
      "an export that is not there",
      { exports: { "./planted": { default: "./dist/planted.js" } } },
      "dist/planted.js",
    ],
    ["a program that is not there", { bin: { planted: "./dist/cli.js" } }, "dist/cli.js"],
    ["a NOTICE that is not there", { files: ["dist", "dist/NOTICE.txt"] }, "dist/NOTICE.txt"],
    ["a version and no changelog", { version: "1.0.0" }, "CHANGELOG.md"],
  ])("a package with %s fails", async (_, changes, missing) => {
    await change(changes);
    const { status, output } = pack();
    expect(status).not.toBe(0);
    expect(output).toContain(`is not packed: without ${missing}.`);
  });

  it.each(["README.md", "dist/index.js"])("a package whose %s is empty fails", async (file) => {
    await writeFile(join(folder, file), "");
    expect(pack().output).toContain(`without ${file}.`);
  });
});

describe("namedFiles", () => {
  it("finds entries in nested conditions, and files named as such, not patterns", () => {
    const manifest = {
      name: "a",
      version: "1.0.0",
      files: ["dist", "!dist/*.map", "dist/*.js", "CHANGELOG.md"],
      bin: "./cli.js",
      exports: { ".": { import: { types: "./a.d.ts", default: "./a.js" } }, "./none": null },
    };
    expect(namedFiles(manifest)).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "a.d.ts",
      "a.js",
      "cli.js",
      "dist",
    ]);
  });
});

it("every package that is published looks at itself before it is packed, and has its changelog with it", async () => {
  const packages = await publishedPackages(WORKSPACE);
  expect(packages.length).toBeGreaterThan(10);
  for (const { manifest } of packages) {
    expect(manifest.scripts?.prepack, manifest.name).toBe("node ../../tools/e2e-release/src/prepack.ts");
    expect(manifest.files, manifest.name).toContain("CHANGELOG.md");
  }
});
