import { join } from "node:path";
import { checkBundle } from "../checks/check-bundle.ts";
import { checkEntries } from "../checks/check-entries.ts";
import { checkTarball } from "../checks/check-tarball.ts";
import { checkTypes } from "../checks/check-types.ts";
import { checkWhereItRuns } from "../checks/check-where-it-runs.ts";
import type { Released } from "../releases/workspace-release.ts";
import { lowestPeers } from "../runtimes/lowest-peers.ts";
import { runOn } from "../runtimes/run-on.ts";
import type { InstalledRuntimes } from "../runtimes/runtime.ts";
import { promisedRuntimes } from "../runtimes/where-it-runs.ts";
import { useInClassicApp, useInInitApp } from "../strangers/cdk-app.ts";
import { compareTemplates } from "../strangers/cdk-app-templates.ts";
import { type ReadmeProgram, readmePrograms } from "../strangers/readme-programs.ts";
import { BY_YARN, runPrograms } from "../strangers/run-programs.ts";
import { MANAGERS } from "../strangers/run-tool.ts";
import { installAlone, type StrangerOptions } from "../strangers/stranger-folder.ts";
import { runTransports } from "../transports/run-transports.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** Where strangers are, and what they get. */
export type StrangersOptions = Pick<
  StrangerOptions,
  "folder" | "registry" | "versions" | "workspace" | "run"
> & { readonly runtimes: InstalledRuntimes };

type Check = <T>(what: string, action: () => Promise<T>) => Promise<T | undefined>;

/** Uses a released package as strangers do, by each package manager; then looks at its types, bundles it, and runs it elsewhere. */
export async function useAlone(pkg: Released, options: StrangersOptions): Promise<Outcome[]> {
  const { name } = pkg.manifest;
  const programs = await readmePrograms(pkg.folder);
  const outcomes: Outcome[] = [];
  const check: Check = async (what, action) => {
    const { outcome, value } = await outcomeOf({ packageName: name, check: what }, action);
    outcomes.push(outcome);
    return value;
  };
  await check("tarball", () => checkTarball(pkg.tarball));
  const where = await check("readme", () => checkWhereItRuns(pkg));
  if (where === undefined) return outcomes;
  const folderOf = (kind: string) => join(options.folder, `${name.replace(/^.*\//, "")}-${kind}`);
  const user = { ...options, pkg, programs, where, folderOf, check };
  await installByEach(user);
  await lookAtCode(user);
  await runElsewhere(user);
  if (name.endsWith("/cdk")) await useInCdkApps(user);
  return outcomes;
}

interface User extends StrangersOptions {
  readonly pkg: Released;
  readonly programs: readonly ReadmeProgram[];
  readonly where: Awaited<ReturnType<typeof checkWhereItRuns>>;
  folderOf(kind: string): string;
  readonly check: Check;
}

async function installByEach({ check, folderOf, ...user }: User): Promise<void> {
  const { pkg, programs, run, runtimes, where } = user;
  const node = runtimes.lowestNodes[where.lowestNode];
  for (const manager of MANAGERS) {
    const folder = folderOf(manager);
    const only =
      manager === "npm" ? { node } : manager === "yarn" ? { yarnResolutions: where.yarnResolutions } : {};
    await check(manager, async () => {
      await installAlone(pkg, { ...user, ...only, folder, manager });
      await runPrograms(programs, { folder, run, ...(manager === "yarn" ? BY_YARN : {}) });
    });
  }
}

async function lookAtCode({ check, folderOf, pkg, programs, run, where }: User): Promise<void> {
  const folder = folderOf("npm");
  const { manifest } = pkg;
  await check("types", () => checkTypes(folder, programs, run));
  const loaded = await check("entries", () => checkEntries(folder, manifest, run));
  // What is bundled already is deployed as it is.
  const entries = (loaded ?? [manifest.name]).filter((entry) => !entry.endsWith("/bundle"));
  for (const format of ["esm", "cjs"] as const) {
    await check(format, () => checkBundle(folder, { entries, format, where, run }));
  }
}

async function runElsewhere({ check, folderOf, ...user }: User): Promise<void> {
  const { pkg, programs, run, runtimes: installed, where } = user;
  if (where.transports) {
    await check("transports", () => runTransports({ folder: folderOf("npm"), run, tool: "node" }));
  }
  for (const runtime of promisedRuntimes(where)) {
    await check(runtime, () => runOn(runtime, programs, { folder: folderOf("npm"), where, installed, run }));
  }
  const pinned = lowestPeers(pkg.manifest);
  if (pinned.size === 0) return;
  const folder = folderOf("lowest");
  await check("peers", async () => {
    await installAlone(pkg, { ...user, folder, manager: "npm", pinned });
    await runPrograms(programs, { folder, run });
    await checkEntries(folder, pkg.manifest, run);
  });
}

async function useInCdkApps({ check, folderOf, ...user }: User): Promise<void> {
  await check("init", () => useInInitApp({ ...user, folder: folderOf("init") }));
  await check("classic", () => useInClassicApp({ ...user, folder: folderOf("classic") }));
  const folders = { lowest: folderOf("lowest"), newest: folderOf("npm") };
  await check("templates", () => compareTemplates(folders, user.run));
}
