import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as api from "../src/index.ts";

/** The CDK is large, and each app loads all of it. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PACKAGE = "@unbounded-streams/cdk";
const PACKAGE_DIR = fileURLToPath(new URL("..", import.meta.url));
const PEERS = ["aws-cdk-lib", "constructs"];
const require = createRequire(import.meta.url);
const run = promisify(execFile);

const BODY = `
const app = new App();
const streams = new UnboundedStreams(new Stack(app, "Test"), "Streams", {
  source: { baseUrl: "https://example.com", format: "sse" },
  writeMode: "packed",
});
streams.pipeTo(new EventBus(streams, "Bus"));
streams.archiveTo(new Bucket(streams, "Archive"));
app.synth();
`;
const IMPORTS = `import { UnboundedStreams } from "${PACKAGE}";
import { App, Stack } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Bucket } from "aws-cdk-lib/aws-s3";
`;
const REQUIRES = `const { UnboundedStreams } = require("${PACKAGE}");
const { App, Stack } = require("aws-cdk-lib");
const { EventBus } = require("aws-cdk-lib/aws-events");
const { Bucket } = require("aws-cdk-lib/aws-s3");
`;
/** What bundles as ES modules need, of everything that asks for the CDK by \`require\`. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdk-modules-"));
  await linkPackages(join(folder, "app"), [...PEERS, PACKAGE]);
  await writeFile(join(folder, "app/app.mjs"), IMPORTS + BODY);
  await writeFile(join(folder, "app/app.cjs"), REQUIRES + BODY);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function linkPackages(place: string, names: readonly string[]): Promise<void> {
  await mkdir(join(place, "node_modules/@unbounded-streams"), { recursive: true });
  for (const name of names) {
    const target = name === PACKAGE ? PACKAGE_DIR : dirname(require.resolve(`${name}/package.json`));
    await symlink(target, join(place, "node_modules", name));
  }
}

/** Bundles the app with this package inside, into a folder of its own. */
async function bundle(format: "cjs" | "esm", outfile: string): Promise<void> {
  await build({
    entryPoints: [join(folder, "app/app.mjs")],
    outfile,
    bundle: true,
    platform: "node",
    format,
    external: ["aws-cdk-lib", "aws-cdk-lib/*", "constructs"],
    banner: { js: format === "esm" ? REQUIRE : "" },
    logLevel: "silent",
  });
}

/** The template that an app makes, run by plain Node.js from another folder than its own. */
async function templateOf(file: string): Promise<unknown> {
  const out = `${file}.out`;
  await run(process.execPath, [file], { cwd: folder, env: { CDK_OUTDIR: out, CDK_VALIDATION: "false" } });
  return JSON.parse(await readFile(join(out, "Test.template.json"), "utf8"));
}

describe("an app in CommonJS", () => {
  it("makes the template that an ES module makes", async () => {
    const template = await templateOf(join(folder, "app/app.cjs"));
    expect(template).toEqual(await templateOf(join(folder, "app/app.mjs")));
    expect(JSON.stringify(template)).toContain("AWS::Pipes::Pipe");
  });

  it("has the classes that an ES module has, so that instanceof holds across both", async () => {
    const script = `import * as imported from "${PACKAGE}";
      const required = process.getBuiltinModule("node:module").createRequire(import.meta.url)("${PACKAGE}");
      const names = Object.keys(required).filter((name) => imported[name] === required[name]);
      console.log(JSON.stringify([names.sort(), Object.keys(imported).sort()]));`;
    await writeFile(join(folder, "app/both.mjs"), script);
    const { stdout } = await run(process.execPath, ["app/both.mjs"], { cwd: folder });
    const names = Object.keys(api).sort();
    expect(JSON.parse(stdout)).toEqual([names, names]);
  });
});

describe("an app that has been bundled with this package inside", () => {
  it.each(["cjs", "esm"] as const)("finds the functions' code in what is installed: %s", async (format) => {
    const outfile = join(folder, "app/build", format, `app.${format === "cjs" ? "cjs" : "mjs"}`);
    await bundle(format, outfile);
    // Folders of the app's own, which must not be taken for this package's.
    for (const place of [dirname(outfile), join(folder, "app"), join(folder, "app/build")]) {
      await mkdir(join(place, "dist/handler"), { recursive: true });
      await writeFile(join(place, "dist/handler/index.mjs"), "export const handler = null;");
    }
    await writeFile(join(folder, "app/package.json"), '{ "name": "app" }');
    expect(await templateOf(outfile)).toEqual(await templateOf(join(folder, "app/app.cjs")));
  });

  it("says what to do where the package is not installed", async () => {
    const place = join(folder, "elsewhere");
    await linkPackages(place, PEERS);
    await bundle("cjs", join(place, "app.cjs"));
    await expect(templateOf(join(place, "app.cjs"))).rejects.toMatchObject({
      stderr: expect.stringMatching(
        /DeployedCodeError\d*: .*handler.*elsewhere.*--external:@unbounded-streams\/cdk.*DEPLOYED_CODE_MISSING/s,
      ),
    });
  });
});
