import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { codeDigest } from "../src/code-digest.ts";

/** The CDK is large, and each app loads all of it. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PACKAGE_DIR = fileURLToPath(new URL("..", import.meta.url));
const INSTALLED = "node_modules/@unbounded-streams/cdk";
const PEERS = ["aws-cdk-lib", "constructs"];
const require = createRequire(import.meta.url);
const run = promisify(execFile);

/** Preloaded into the apps: whoever opens a connection fails. */
const OFFLINE = `data:text/javascript,${encodeURIComponent(
  'import { Socket } from "node:net"; Socket.prototype.connect = () => { throw new Error("offline"); };',
)}`;

const BODY = `
const app = new App();
const stack = new Stack(app, "Test");
const streams = new UnboundedStreams(stack, "Streams", {
  source: { baseUrl: "https://example.com", format: "sse" },
  lifetime: Duration.minutes(5),
});
new CfnOutput(stack, "Api", { value: streams.api?.url ?? "" });
app.synth();
`;

const MODULE = `import { UnboundedStreams } from "@unbounded-streams/cdk";
import { App, CfnOutput, Duration, Stack } from "aws-cdk-lib";${BODY}`;

const APPS = {
  "app.mjs": MODULE,
  "app.ts": MODULE,
  "app.cjs": `const { UnboundedStreams } = require("@unbounded-streams/cdk");
const { App, CfnOutput, Duration, Stack } = require("aws-cdk-lib");${BODY}`,
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdk-package-"));
  const tarball = await pack(folder);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  await run("npm", ["install", "--offline", "--legacy-peer-deps", "--no-audit", "--no-fund", tarball], {
    cwd: folder,
  });
  for (const [name, text] of Object.entries(APPS)) await writeFile(join(folder, name), text);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Makes the tarball that is published; gives its path. */
async function pack(destination: string): Promise<string> {
  const pnpm = process.env.npm_execpath ?? "";
  const [command, ...args] =
    pnpm.includes("pnpm") && /js$/.test(pnpm) ? [process.execPath, pnpm] : ["npx", "-y", "pnpm@12"];
  await run(command, [...args, "pack", "--pack-destination", destination], { cwd: PACKAGE_DIR });
  const [tarball] = (await readdir(destination)).filter((name) => name.endsWith(".tgz"));
  if (tarball === undefined) throw new Error(`no tarball in ${destination}`);
  return join(destination, tarball);
}

describe("the package, installed from its tarball", () => {
  it("brings nothing along", async () => {
    const installed = await readdir(join(folder, "node_modules"));
    expect(installed.filter((name) => !name.startsWith("."))).toEqual(["@unbounded-streams"]);
    expect(await readdir(join(folder, "node_modules/@unbounded-streams"))).toEqual(["cdk"]);
  });

  it("holds a handler that loads, alone in its folder, and says what it misses", async () => {
    const handler = pathToFileURL(join(folder, INSTALLED, "dist/handler/index.mjs")).href;
    const script = `const { handler } = await import(${JSON.stringify(handler)});
      await handler({}, {}).catch(({ name, message }) => console.log(name, message));`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], {
      cwd: folder,
      env: {},
    });
    expect(stdout).toMatch(/^ConfigurationError .*- STREAM_URI is not set/s);
  });

  it("holds no code that asks for another package of the workspace", async () => {
    const { dependencies } = JSON.parse(await readFile(join(folder, INSTALLED, "package.json"), "utf8"));
    expect(dependencies).toBeUndefined();
    const files = globSync("dist/**/*.{js,mjs,d.ts}", { cwd: join(folder, INSTALLED) });
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const text = await readFile(join(folder, INSTALLED, file), "utf8");
      expect(text, file).not.toMatch(/(?:from|import|require)\s*\(?\s*["']@unbounded-streams\//);
    }
  });
});

describe("the code that apps are bundled with", () => {
  it("knows the version of the package, and the functions' code that lies beside it", async () => {
    const code = await readFile(join(folder, INSTALLED, "dist/cjs/index.js"), "utf8");
    const { version } = JSON.parse(await readFile(join(folder, INSTALLED, "package.json"), "utf8"));
    const digests = Object.fromEntries(
      ["handler", "unpack", "archive"].map((name) => [
        name,
        codeDigest(join(folder, INSTALLED, "dist", name)),
      ]),
    );
    const [, builtWith = ""] = /^const __builtWith = (.*);$/m.exec(code) ?? [];
    expect(JSON.parse(builtWith)).toEqual({ version, digests });
  });
});

describe("an app of ten lines, with nothing beside the package but the CDK", () => {
  beforeAll(async () => {
    for (const name of PEERS) {
      const target = dirname(require.resolve(`${name}/package.json`));
      await symlink(target, join(folder, "node_modules", name));
    }
  });

  it.each(Object.keys(APPS))("synthesizes offline: %s", async (app) => {
    const out = join(folder, `out-${app}`);
    await run(process.execPath, ["--import", OFFLINE, app], {
      cwd: folder,
      env: { CDK_OUTDIR: out, CDK_VALIDATION: "false" },
    });
    const { Resources } = JSON.parse(await readFile(join(out, "Test.template.json"), "utf8"));
    const types = Object.values<{ Type: string }>(Resources).map(({ Type }) => Type);
    expect(types).toContain("AWS::StepFunctions::StateMachine");
    const assets = globSync("asset.*/index.mjs", { cwd: out });
    expect(assets).toHaveLength(1);
  });

  it("has types that TypeScript knows, and misses what is wrong in none", async () => {
    await mkdir(join(folder, "types"));
    await writeFile(join(folder, "types/good.ts"), MODULE);
    await writeFile(join(folder, "types/bad.ts"), MODULE.replace('format: "sse"', 'format: "xml"'));
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2023"];
    const check = (file: string) => run(process.execPath, [tsc, ...options, file], { cwd: folder });
    await expect(check("types/good.ts")).resolves.toBeDefined();
    await expect(check("types/bad.ts")).rejects.toMatchObject({ stdout: expect.stringMatching(/"xml"/) });
  });
});
