import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StepFailedError } from "../errors.ts";
import type { PublishedPackage } from "../workspace/published-packages.ts";
import { importedPackages, installedBeside, type ReadmeProgram } from "./readme-programs.ts";
import type { Manager, ToolRunner } from "./run-tool.ts";

const TOOL = fileURLToPath(new URL("../..", import.meta.url));

/** Yarn takes from the registry what other managers find inside a package. This one has nothing inside that only its authors have. */
const OLDER_FOR_YARN: ReadonlyMap<string, string> = new Map([["aws-cdk-lib", "2.240.0"]]);

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
}

/** Installs a package alone in an empty folder, with what its README says is installed beside it, and puts the README's programs there. */
export async function installAlone(pkg: PublishedPackage, options: StrangerOptions): Promise<void> {
  const { folder, registry, manager, programs, run } = options;
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: "stranger",
    private: true,
    type: "module",
    dependencies: await dependencies(pkg, options),
    devDependencies: { "@types/node": await installedVersion(options.workspace, "@types/node") },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  await writeFile(join(folder, ".npmrc"), `registry=${registry}\n`);
  await writeFile(join(folder, "pnpm-workspace.yaml"), "minimumReleaseAge: 0\n");
  await writeFile(join(folder, ".yarnrc.yml"), yarnSettings(registry));
  await writeFile(join(folder, "yarn.lock"), "");
  for (const { name, text } of programs) await writeFile(join(folder, name), text);
  await run(manager, INSTALL[manager], { cwd: folder });
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
  { manager, programs, versions }: StrangerOptions,
): Promise<Record<string, string>> {
  const named = new Set([manifest.name, ...(await installedBeside(folder)), ...importedPackages(programs)]);
  const older = manager === "yarn" ? OLDER_FOR_YARN : undefined;
  const entries = await Promise.all(
    [...named].map(
      async (name) =>
        [name, versions.get(name) ?? older?.get(name) ?? (await installedVersion(folder, name))] as const,
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
