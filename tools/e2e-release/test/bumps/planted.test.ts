import { spawnSync } from "node:child_process";
import { cp, glob, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readMissingBumps } from "../../src/bumps/read-missing-bumps.ts";

const WORKSPACE = fileURLToPath(new URL("../../../..", import.meta.url));
const BIN = join(WORKSPACE, "node_modules/.bin");

let copy: string;

/** The workspace's packages, without the changesets that wait there. */
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), "planted-"));
  const files = ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml", ".changeset/config.json"];
  const patterns = ["{packages,apps,tools}/*/package.json", "packages/*/{src,scripts}/**/*.ts"];
  for await (const file of glob(patterns, { cwd: WORKSPACE })) files.push(file);
  for (const file of files) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(WORKSPACE, file), join(copy, file));
  }
  await symlink(join(WORKSPACE, "node_modules"), join(copy, "node_modules"));
});
afterEach(() => rm(copy, { recursive: true }));

async function plant(id: string, releases: Record<string, string>): Promise<void> {
  const names = Object.entries(releases).map(([name, type]) => `"@unbounded-streams/${name}": ${type}\n`);
  await writeFile(join(copy, `.changeset/${id}.md`), `---\n${names.join("")}---\n\nA planted change.\n`);
}

/** Runs a script of this tool in the copy. */
function run(script: string): { status: number | null; stderr: string } {
  const file = fileURLToPath(new URL(`../../src/${script}.ts`, import.meta.url));
  const PATH = `${BIN}${delimiter}${process.env.PATH}`;
  const { status, stderr } = spawnSync(process.execPath, [file], {
    cwd: copy,
    encoding: "utf8",
    env: { ...process.env, PATH },
  });
  return { status, stderr };
}

async function manifest(name: string): Promise<{ version: string }> {
  return JSON.parse(await readFile(join(copy, `packages/${name}/package.json`), "utf8"));
}

it.each(["event-sink", "dynamodb-request", "stream-reader", "asl-builder", "stream-fleet", "json-pointer"])(
  "a changeset for %s alone leaves cdk behind",
  async (name) => {
    await plant("lone-fix", { [name]: "patch" });
    const missing = await readMissingBumps(copy);
    const cdk = missing.find(({ packageName }) => packageName === "@unbounded-streams/cdk");
    expect(cdk?.changesets).toEqual(["lone-fix"]);
    expect(cdk?.moved).toContain(`@unbounded-streams/${name}`);
  },
);

it("check-bumps fails and names changeset and package, until cdk is named too", async () => {
  await plant("lone-fix", { "event-sink": "patch" });
  const { status, stderr } = run("check-bumps");
  expect(status).toBe(1);
  expect(stderr).toContain(".changeset/lone-fix.md");
  expect(stderr).toContain("name @unbounded-streams/cdk in a changeset too");
  await plant("for-cdk", { cdk: "patch" });
  expect(run("check-bumps")).toEqual({ status: 0, stderr: "" });
});

it("version-packages moves cdk by itself, with a line in its changelog", async () => {
  await plant("lone-fix", { "event-sink": "patch" });
  const versionOf = async (name: string) => (await manifest(name)).version;
  const { status, stderr } = run("version-packages");
  expect(status, stderr).toBe(0);
  for (const name of ["event-sink", "connection-manager", "cdk"]) {
    expect(await versionOf(name), name).toBe("0.0.1");
  }
  expect(await versionOf("json-pointer")).toBe("0.0.0");
  const changelog = await readFile(join(copy, "packages/cdk/CHANGELOG.md"), "utf8");
  expect(changelog).toContain("New versions inside: `@unbounded-streams/connection-manager`");
  expect(await readdir(join(copy, ".changeset"))).toEqual(["config.json"]);
});
