import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const packageDir = fileURLToPath(new URL("..", import.meta.url));

it("the package that is published depends on undici, eventsource-parser, json-pointer and option-names alone", async () => {
  const manifest = JSON.parse(await readFile(`${packageDir}package.json`, "utf8"));
  expect(Object.keys(manifest.dependencies).sort()).toEqual([
    "@unbounded-streams/json-pointer",
    "@unbounded-streams/option-names",
    "eventsource-parser",
    "undici",
  ]);
  expect(manifest).not.toHaveProperty("peerDependencies");
  expect(manifest).not.toHaveProperty("optionalDependencies");
  expect(manifest).not.toHaveProperty("bundleDependencies");
});

it("its tarball has what was built, README, licence and manifest, and nothing else", async () => {
  const { stdout } = await promisify(execFile)("npm", ["pack", "--dry-run", "--json"], { cwd: packageDir });
  // npm gives a list, or since version 12 an object by name.
  const [tarball] = Object.values(JSON.parse(stdout)) as [{ files: { path: string }[] }];
  const paths = tarball.files.map(({ path }) => path);
  expect(paths.filter((path) => !path.startsWith("dist/")).sort()).toEqual([
    "LICENSE",
    "README.md",
    "package.json",
  ]);
  expect(paths.filter((path) => path.startsWith("dist/") && !/\.(js|d\.ts)(\.map)?$/.test(path))).toEqual([]);
  for (const entry of ["index", "framing", "node-transform"]) expect(paths).toContain(`dist/${entry}.js`);
});
