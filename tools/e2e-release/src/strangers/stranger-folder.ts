import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StepFailedError } from "../errors.ts";
import type { PublishedPackage } from "../workspace/published-packages.ts";
import { assertNoWarning } from "./assert-no-warning.ts";
import { importedPackages, installedBeside, type ReadmeProgram } from "./readme-programs.ts";
import type { Manager, ToolRunner } from "./run-tool.ts";

const TOOL = fileURLToPath(new URL("../..", import.meta.url));

const INSTALL: Readonly<Record<Manager, readonly string[]>> = {
  npm: ["install", "--no-audit", "--no-fund"],
  pnpm: ["install"],
  yarn: ["install"],
};

/** What is installed where. */
export interface StrangerOptions {
  readonly folder: string;
  readonly registry: string;
  readonly manager: Manager;
  readonly programs: readonly ReadmeProgram[];
  /** Versions of this workspace's packages, by name. */
  readonly versions: ReadonlyMap<string, string>;
  /** Where the workspace is installed: what the programs need besides is taken in the versions that it has. */
  readonly workspace: string;
  readonly run: ToolRunner;
  /** Versions that are taken in place of the workspace's, by name. */
  readonly pinned?: ReadonlyMap<string, string>;
  /** What Yarn is told in `resolutions`. */
  readonly yarnResolutions?: Readonly<Record<string, string>> | undefined;
  /** The Node.js that npm runs on, which says what that is too old for; whatever runs npm by default. */
  readonly node?: string;
}

/**
 * Installs a package alone in an empty folder, with what its README says is installed beside it, and puts the README's programs there.
 *
 * @throws {StepFailedError} when that fails, or warns
 */
export async function installAlone(pkg: PublishedPackage, options: StrangerOptions): Promise<void> {
  const { folder, registry, manager, programs, run, yarnResolutions, node } = options;
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: "stranger",
    private: true,
    type: "module",
    dependencies: await dependencies(pkg, options),
    ...(yarnResolutions === undefined ? {} : { resolutions: yarnResolutions }),
    devDependencies: { "@types/node": await installedVersion(options.workspace, "@types/node") },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  await writeFile(join(folder, ".npmrc"), `registry=${registry}\n`);
  await writeFile(join(folder, "pnpm-workspace.yaml"), "minimumReleaseAge: 0\n");
  await writeFile(join(folder, ".yarnrc.yml"), yarnSettings(registry));
  await writeFile(join(folder, "yarn.lock"), "");
  for (const { name, text } of programs) await writeFile(join(folder, name), text);
  const env = node === undefined ? {} : { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  assertNoWarning(await run(manager, INSTALL[manager], { cwd: folder, env }));
}

function yarnSettings(registry: string): string {
  const settings = {
    npmRegistryServer: registry.replace(/\/$/, ""),
    unsafeHttpWhitelist: ["127.0.0.1"],
    npmMinimalAgeGate: 0,
    enableImmutableInstalls: false,
    enableTelemetry: false,
    compressionLevel: 0,
  };
  return JSON.stringify(settings);
}

async function dependencies(
  { folder, manifest }: PublishedPackage,
  { pinned = new Map(), programs, versions }: StrangerOptions,
): Promise<Record<string, string>> {
  const beside = await installedBeside(folder);
  const named = new Set([manifest.name, ...beside, ...importedPackages(programs), ...pinned.keys()]);
  const entries = await Promise.all(
    [...named].map(
      async (name) =>
        [name, versions.get(name) ?? pinned.get(name) ?? (await installedVersion(folder, name))] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/** The version that the workspace has of a package: for the one that uses it, or for this tool. */
async function installedVersion(folder: string, name: string): Promise<string> {
  for (const place of [folder, TOOL]) {
    const file = join(place, "node_modules", name, "package.json");
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text !== undefined) return JSON.parse(text).version;
  }
  throw new StepFailedError(
    `${name} is installed neither for ${folder} nor for e2e-release: nobody knows in which version it is meant`,
  );
}
