import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ARTICLE_ARN } from "../support/options.ts";

const PACKAGE_DIR = fileURLToPath(new URL("../..", import.meta.url));
const STAGGERED = `--strategy staggered --lifetime 45 --wait 35 --function-arn ${ARTICLE_ARN}`.split(" ");

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "asl-builder-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function readPackageJson() {
  return JSON.parse(await readFile(join(PACKAGE_DIR, "package.json"), "utf8"));
}

async function run(...argv: string[]) {
  const { bin } = await readPackageJson();
  const program = join(PACKAGE_DIR, bin["asl-builder"]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], { encoding: "utf8" });
  return { status, stdout, stderr };
}

async function readPublished() {
  const fixture = new URL("../fixtures/article-staggered.asl.json", import.meta.url);
  return JSON.parse(await readFile(fixture, "utf8"));
}

describe("the built program", () => {
  it("can be started by a shell", async () => {
    const { bin } = await readPackageJson();
    const source = await readFile(join(PACKAGE_DIR, bin["asl-builder"]), "utf8");
    expect(source.startsWith("#!/usr/bin/env node\n")).toBe(true);
  });

  it("prints the published machine as YAML", async () => {
    const { status, stdout, stderr } = await run(...STAGGERED, "--format", "yaml");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(parse(stdout)).toEqual(await readPublished());
  });

  it("writes a file", async () => {
    const file = join(directory, "machine.json");
    expect(await run(...STAGGERED, "--output", file)).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(await readPublished());
  });

  it("exits with 1 when the file cannot be written", async () => {
    const { status, stderr } = await run(
      ...STAGGERED,
      "--output",
      join(directory, "missing", "machine.json"),
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^asl-builder: --output could not be written: ENOENT[^\n]+\n$/);
  });

  it("exits with 2 and one line when an option is wrong", async () => {
    const { status, stdout, stderr } = await run(...STAGGERED, "--wait", "45");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^asl-builder: --wait is 45, allowed is [^\n]+\n$/);
  });

  it("knows the package's version", async () => {
    const { version } = await readPackageJson();
    expect(await run("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });
});
