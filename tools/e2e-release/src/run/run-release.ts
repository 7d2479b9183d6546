import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assertLoopback } from "../registry/loopback.ts";
import { startRegistry } from "../registry/start-registry.ts";
import { upstreamRegistry } from "../registry/upstream.ts";
import { release } from "../releases/workspace-release.ts";
import { installRuntimes } from "../runtimes/install-runtimes.ts";
import { MANAGERS, type ToolRunner, toolRunner } from "../strangers/run-tool.ts";
import { copyWorkspace } from "../workspace/copy-workspace.ts";
import { mapTwoByTwo } from "./map-two-by-two.ts";
import type { Outcome } from "./outcome.ts";
import { secondRelease } from "./second-release.ts";
import { useAlone } from "./use-alone.ts";

/** What is run, and where. */
export interface RunOptions {
  readonly workspace: string;
  /** Empty; everything that is made lies below it. */
  readonly folder: string;
  /** Packages without the scope; all when undefined. */
  readonly only: readonly string[] | undefined;
  say(line: string): void;
}

/** Releases the packages of a workspace to a registry of its own, uses them, patches one and releases again. */
export async function runRelease(options: RunOptions): Promise<Outcome[]> {
  const { workspace, folder, say } = options;
  const upstream = await upstreamRegistry(workspace);
  const registry = await startRegistry(folder, upstream);
  try {
    assertLoopback(registry.url);
    const run = await strangersTools(folder, registry.url);
    for (const manager of MANAGERS) say(`${manager} ${(await run(manager, ["--version"])).trim()}`);
    const runtimes = await installRuntimes();
    const copy = join(folder, "workspace");
    await copyWorkspace(workspace, copy);
    const released = await release({ copy, registry: registry.url, run }, new Map());
    say(`released ${released.length} packages to ${registry.url}`);
    const versions = new Map(released.map(({ manifest }) => [manifest.name, manifest.version]));
    const strangers = {
      folder: join(folder, "alone"),
      registry: registry.url,
      versions,
      workspace,
      run,
      runtimes,
    };
    const asked = released.filter(({ manifest }) => isAsked(manifest.name, options));
    const used = await mapTwoByTwo(asked, async (pkg) => {
      const own = await useAlone(pkg, strangers);
      say(`${pkg.manifest.name}@${pkg.manifest.version}: ${own.map(inWords).join(", ")}`);
      return own;
    });
    const outcomes = used.flat();
    if (options.only === undefined || options.only.includes("event-sink")) {
      outcomes.push(
        ...(await secondRelease(
          { copy, registry: registry.url, run, folder: join(folder, "alone") },
          versions,
        )),
      );
    }
    return outcomes;
  } finally {
    await registry.stop();
  }
}

function inWords({ check, problem }: Outcome): string {
  return `${check} ${problem === undefined ? "ok" : "FAILED"}`;
}

function isAsked(name: string, { only }: RunOptions): boolean {
  return only?.includes(name.replace(/^.*\//, "")) ?? true;
}

/** Tools that know this registry and no other, and keep what they download below the run's folder. */
async function strangersTools(folder: string, registry: string): Promise<ToolRunner> {
  const settings = join(folder, "npmrc");
  const { host } = new URL(registry);
  await mkdir(join(folder, "alone"), { recursive: true });
  await writeFile(settings, `registry=${registry}\n//${host}/:_authToken=nobody\n`);
  return toolRunner(folder, {
    NPM_CONFIG_USERCONFIG: settings,
    NPM_CONFIG_CACHE: join(folder, "npm-cache"),
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
    YARN_GLOBAL_FOLDER: join(folder, "yarn"),
    YARN_IGNORE_PATH: "1",
    DENO_DIR: join(folder, "deno"),
    DENO_NO_UPDATE_CHECK: "1",
    NO_COLOR: "1",
  });
}
