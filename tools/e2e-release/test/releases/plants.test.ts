import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { release } from "../../src/releases/workspace-release.ts";
import { secondRelease } from "../../src/run/second-release.ts";
import { type ToolRunner, toolRunner } from "../../src/strangers/run-tool.ts";

const WORKSPACE = fileURLToPath(new URL("../../../..", import.meta.url));
const REGISTRY = "http://127.0.0.1:1/";

let copy: string;
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), "plants-"));
});
afterEach(() => rm(copy, { recursive: true }));

async function copied(...paths: readonly string[]): Promise<void> {
  for (const path of paths) await cp(join(WORKSPACE, path), join(copy, path), { recursive: true });
}

async function change(name: string, changes: Record<string, unknown>): Promise<void> {
  const file = join(copy, "packages", name, "package.json");
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...changes }));
}

/** Packs in earnest; what would be published is only noted, and versions stay. */
function packingAlone(published: string[]): ToolRunner {
  const run = toolRunner(copy, {});
  return async (_tool, args, options) => {
    if (args[0] === "pack") return run("npm", ["pack", "--foreground-scripts"], options);
    if (args[0] === "publish") published.push(args[1] ?? "");
    return "";
  };
}

it.each<[what: string, plant: () => Promise<void>, said: string]>([
  [
    "an unbuilt package",
    () => rm(join(copy, "packages/json-pointer/dist"), { recursive: true }),
    "is not packed: without dist, dist/index.d.ts, dist/index.js. Build it first",
  ],
  [
    "an export that is not there",
    () => change("json-pointer", { exports: { "./planted": { default: "./dist/planted.js" } } }),
    "is not packed: without dist/planted.js",
  ],
])("%s ends the release, before anything of it is published", async (_, plant, said) => {
  await copied("LICENSE", "tools/e2e-release/src");
  for (const file of ["package.json", "README.md", "dist"]) await copied(`packages/json-pointer/${file}`);
  const published: string[] = [];
  const options = { copy, registry: REGISTRY, run: packingAlone(published) };
  await plant();
  await expect(release(options, new Map())).rejects.toThrow(said);
  expect(published).toEqual([]);
});

it("a package that stays at its version although what is inside it does not fails the release", async () => {
  await copied("packages/event-sink/src/errors.ts");
  await mkdir(join(copy, ".changeset"));
  const names = ["event-sink", "connection-manager", "cdk"];
  for (const name of names) await copied(`packages/${name}/package.json`);
  const run: ToolRunner = async (_tool, args) => {
    // As changesets leave it without the bump that version-packages adds.
    if (args[0]?.endsWith("version-packages.ts")) await change("event-sink", { version: "0.0.1" });
    return "";
  };
  const versions = new Map(names.map((name) => [`@unbounded-streams/${name}`, "0.0.0"]));
  const outcomes = await secondRelease(
    { copy, registry: REGISTRY, run, folder: join(copy, "alone") },
    versions,
  );
  const problemOf = (name: string) => outcomes.findLast(({ packageName }) => packageName === name)?.problem;
  for (const name of ["connection-manager", "cdk"]) {
    expect(problemOf(name)).toContain(`${name} stays at its version although event-sink does not`);
  }
});
