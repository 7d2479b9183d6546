import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StepFailedError } from "../errors.ts";
import { CLASSIC_FILES, CLASSIC_TOOLS, STACK, TEST, TYPED } from "./cdk-app-files.ts";
import type { ToolRunner } from "./run-tool.ts";

/** Where apps are made, and of what. */
export interface CdkAppOptions {
  /** Does not exist yet. */
  readonly folder: string;
  /** Has `aws-cdk` installed. */
  readonly workspace: string;
  readonly registry: string;
  /** Versions of this workspace's packages, by name. */
  readonly versions: ReadonlyMap<string, string>;
  readonly run: ToolRunner;
}

const NAME = "cdk-app";
const CONSTRUCT = "@unbounded-streams/cdk";

/** Makes the app of `cdk init app --language typescript`, puts the construct into its stack and its test, and builds, tests and synthesizes it. */
export async function useInInitApp(options: CdkAppOptions): Promise<void> {
  await useInApp(await initApp(options), options);
}

/**
 * The same with the settings that older versions of `cdk init` made: CommonJS found as Node.js 10 did, ts-node, ts-jest. Then type-checks the
 * construct there, with the declarations of all that is installed, as ES module, as CommonJS and as what a bundler takes.
 */
export async function useInClassicApp(options: CdkAppOptions): Promise<void> {
  const app = await initApp(options);
  const manifest = await readManifest(app);
  const cli = manifest.devDependencies["aws-cdk"];
  await writeManifest(app, { ...manifest, devDependencies: { ...CLASSIC_TOOLS, "aws-cdk": cli } });
  for (const [name, text] of Object.entries(CLASSIC_FILES)) await writeFile(join(app, name), text);
  await useInApp(app, options);
  for (const { files, settings } of TYPED) {
    for (const file of files) await writeFile(join(app, file), STACK);
    const flags = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    const strictly = "--strict --noEmit --skipLibCheck false --target es2022 --types node".split(" ");
    await options.run("npm", ["exec", "--", "tsc", ...strictly, ...flags, ...files], { cwd: app });
  }
}

/** Gives the folder of the app as it is generated. */
async function initApp({ folder, workspace, run }: CdkAppOptions): Promise<string> {
  const app = join(folder, NAME);
  await mkdir(app, { recursive: true });
  const cli = join(workspace, "node_modules/aws-cdk/bin/cdk");
  const args = [cli, "init", "app", "--language", "typescript", "--generate-only"];
  await run("node", args, { cwd: app, env: offline(folder) });
  return app;
}

async function useInApp(app: string, { folder, registry, versions, run }: CdkAppOptions): Promise<void> {
  const manifest = await readManifest(app);
  const dependencies = { ...manifest.dependencies, [CONSTRUCT]: versions.get(CONSTRUCT) };
  await writeManifest(app, { ...manifest, dependencies });
  await writeFile(join(app, ".npmrc"), `registry=${registry}\n`);
  await rm(join(app, "test"), { recursive: true });
  for (const [file, text] of [
    [`lib/${NAME}-stack.ts`, STACK],
    [`test/${NAME}.test.ts`, TEST],
  ] as const) {
    await mkdir(dirname(join(app, file)), { recursive: true });
    await writeFile(join(app, file), text);
  }
  const env = offline(folder);
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: app });
  await run("npm", ["run", "build"], { cwd: app });
  await run("npm", ["exec", "--", "jest"], { cwd: app });
  await run("npm", ["exec", "--", "cdk", "synth", "--quiet"], { cwd: app, env });
  const template = await readFile(join(app, "cdk.out/CdkAppStack.template.json"), "utf8");
  if (!template.includes("AWS::StepFunctions::StateMachine")) {
    throw new StepFailedError(`cdk synth has made a stack without the construct in ${app}`);
  }
}

/** The CDK keeps what it knows of its user in a folder of the run, and tells and asks nobody. */
function offline(folder: string): Record<string, string> {
  return {
    CDK_HOME: join(folder, "cdk-home"),
    CDK_DISABLE_CLI_TELEMETRY: "true",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

interface AppManifest {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function readManifest(app: string): Promise<AppManifest> {
  return JSON.parse(await readFile(join(app, "package.json"), "utf8"));
}

async function writeManifest(app: string, manifest: unknown): Promise<void> {
  await writeFile(join(app, "package.json"), JSON.stringify(manifest, undefined, 2));
}
