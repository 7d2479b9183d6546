import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
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

/** Bundles the app with this package inside, or outside, into a folder of its own. */
async function bundle(format: "cjs" | "esm", outfile: string, outside: string[] = []): Promise<void> {
  await build({
    entryPoints: [join(folder, "app/app.mjs")],
    outfile,
    bundle: true,
    platform: "node",
    format,
    external: ["aws-cdk-lib", "aws-cdk-lib/*", "constructs", ...outside],
    banner: { js: format === "esm" ? REQUIRE : "" },
    logLevel: "silent",
  });
}

/** The template that an app makes, run by plain Node.js from another folder than its own. */
async function templateOf(file: string, cwd = folder): Promise<unknown> {
  const out = `${file}.out`;
  await run(process.execPath, [file], { cwd, env: { CDK_OUTDIR: out, CDK_VALIDATION: "false" } });
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

describe("an app that has been bundled with this package inside, where another version of it is installed", () => {
  let version: string;

  beforeAll(async () => {
    version = JSON.parse(await readFile(join(PACKAGE_DIR, "package.json"), "utf8")).version;
  });

  /** Installs a copy of this package as version 99.9.9, in a folder of its own, which it gives. */
  async function installOther(name: string): Promise<string> {
    const place = join(folder, name);
    const installed = join(place, "node_modules", PACKAGE);
    await linkPackages(place, PEERS);
    await cp(join(PACKAGE_DIR, "dist"), join(installed, "dist"), { recursive: true });
    const manifest = await readFile(join(PACKAGE_DIR, "package.json"), "utf8");
    await writeFile(
      join(installed, "package.json"),
      JSON.stringify({ ...JSON.parse(manifest), version: "99.9.9" }),
    );
    return place;
  }

  async function changeModule(place: string, module: string): Promise<void> {
    await appendFile(join(place, "node_modules", PACKAGE, "dist", module), "\n// As of 99.9.9.\n");
  }

  it.each(["handler", "unpack", "archive"])("does not deploy that one's code: %s", async (name) => {
    const place = await installOther(`other-${name}`);
    await changeModule(place, `${name}/index.mjs`);
    await bundle("cjs", join(place, "app.cjs"));
    const said =
      `DeployedCodeVersionError\\d*: .*function ${name} in ${place}\\S*/dist/${name} \\(version 99\\.9\\.9\\) .*version ${version} .*` +
      `Bundle the app again .*--external:${PACKAGE}.*DEPLOYED_CODE_OTHER_VERSION`;
    await expect(templateOf(join(place, "app.cjs"))).rejects.toMatchObject({
      stderr: expect.stringMatching(new RegExp(said, "s")),
    });
  });

  it("does not deploy it when only a module beside the entry is another one", async () => {
    const place = await installOther("other-module");
    const modules = await readdir(join(place, "node_modules", PACKAGE, "dist/handler"));
    const beside = modules.find((name) => name.endsWith(".mjs") && name !== "index.mjs");
    await changeModule(place, `handler/${beside}`);
    await bundle("esm", join(place, "app.mjs"));
    await expect(templateOf(join(place, "app.mjs"))).rejects.toMatchObject({
      stderr: expect.stringContaining("DEPLOYED_CODE_OTHER_VERSION"),
    });
  });

  it("deploys the code of its own, where the working directory has it", async () => {
    const place = await installOther("other-nearer");
    await changeModule(place, "handler/index.mjs");
    await bundle("cjs", join(place, "app.cjs"));
    const template = await templateOf(join(place, "app.cjs"), join(folder, "app"));
    expect(template).toEqual(await templateOf(join(folder, "app/app.cjs")));
  });

  it("deploys that one's code when it is the same", async () => {
    const place = await installOther("other-same");
    await bundle("cjs", join(place, "app.cjs"));
    expect(await templateOf(join(place, "app.cjs"))).toEqual(await templateOf(join(folder, "app/app.cjs")));
  });

  it("deploys that one's code when the whole package has stayed outside of the bundle", async () => {
    const place = await installOther("other-outside");
    await changeModule(place, "handler/index.mjs");
    await bundle("cjs", join(place, "app.cjs"), [PACKAGE]);
    const template = await templateOf(join(place, "app.cjs"));
    expect(template).not.toEqual(await templateOf(join(folder, "app/app.cjs")));
  });
});
