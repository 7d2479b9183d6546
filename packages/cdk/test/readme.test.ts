import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runReadmeExample } from "@unbounded-streams/testing";
import { beforeAll, describe, expect, it } from "vitest";
import * as api from "../src/index.ts";

const PACKAGE_DIR = fileURLToPath(new URL("..", import.meta.url));

let readme: string;

beforeAll(async () => {
  readme = await readFile(join(PACKAGE_DIR, "README.md"), "utf8");
});

describe("the README", () => {
  it("shows an example that runs and synthesizes a stack", async () => {
    const directory = await mkdtemp(join(tmpdir(), "cdk-readme-"));
    const printed = await runReadmeExample({
      packageDir: PACKAGE_DIR,
      file: "examples/app.ts",
      env: { CDK_OUTDIR: directory },
    });
    expect(printed).toContain(`synthesized to ${directory}`);
    const template = JSON.parse(await readFile(join(directory, "WikipediaEdits.template.json"), "utf8"));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types).toContain("AWS::StepFunctions::StateMachine");
  });

  it.each([
    ["examples/outlets.ts", "AWS::Lambda::EventSourceMapping", 2],
    ["examples/pipe.ts", "AWS::Pipes::Pipe", 1],
  ])("shows ways out that run and synthesize a stack: %s", async (file, made, count) => {
    const directory = await mkdtemp(join(tmpdir(), "cdk-readme-"));
    await runReadmeExample({ packageDir: PACKAGE_DIR, file, env: { CDK_OUTDIR: directory } });
    const template = JSON.parse(await readFile(join(directory, "WikipediaEdits.template.json"), "utf8"));
    const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === made)).toHaveLength(count);
  });

  it("names every prop", async () => {
    const folder = join(PACKAGE_DIR, "src/props");
    const files = (await readdir(folder)).filter((file) => file.endsWith("-props.ts"));
    const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    const props = [...texts.join("").matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
    expect(props.length).toBeGreaterThan(40);
    for (const name of props) expect(readme, name).toMatch(new RegExp(`[\`.]${name}[\`.]`));
  });

  it("names everything that the package exports", () => {
    for (const name of Object.keys(api).filter((name) => name !== "StreamMetrics")) {
      expect(readme, name).toContain(name);
    }
  });
});
