import { join } from "node:path";
import { checkBundle } from "../checks/check-bundle.ts";
import { checkEntries } from "../checks/check-entries.ts";
import { checkTarball } from "../checks/check-tarball.ts";
import { checkTypes } from "../checks/check-types.ts";
import type { Released } from "../releases/workspace-release.ts";
import { readmePrograms } from "../strangers/readme-programs.ts";
import { runPrograms } from "../strangers/run-programs.ts";
import { MANAGERS } from "../strangers/run-tool.ts";
import { installAlone, type StrangerOptions } from "../strangers/stranger-folder.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** Where strangers are, and what they get. */
export type StrangersOptions = Pick<
  StrangerOptions,
  "folder" | "registry" | "versions" | "workspace" | "run"
>;

/** Uses a released package as strangers do, by each package manager; then looks at its types and bundles it. */
export async function useAlone(pkg: Released, options: StrangersOptions): Promise<Outcome[]> {
  const { name } = pkg.manifest;
  const { run } = options;
  const programs = await readmePrograms(pkg.folder);
  const outcomes: Outcome[] = [];
  const check = async <T>(what: string, action: () => Promise<T>): Promise<T | undefined> => {
    const { outcome, value } = await outcomeOf({ packageName: name, check: what }, action);
    outcomes.push(outcome);
    return value;
  };
  const folderOf = (manager: string) => join(options.folder, `${name.replace(/^.*\//, "")}-${manager}`);
  await check("tarball", () => checkTarball(pkg.tarball));
  for (const manager of MANAGERS) {
    await check(manager, async () => {
      const folder = folderOf(manager);
      await installAlone(pkg, { ...options, folder, manager, programs });
      await runPrograms(programs, { folder, manager, run });
    });
  }
  const folder = folderOf("npm");
  await check("types", () => checkTypes(folder, programs, run));
  const entries = await check("entries", () => checkEntries(folder, pkg.manifest, run));
  for (const format of ["esm", "cjs"] as const) {
    await check(format, () =>
      checkBundle(folder, { entries: (entries ?? [name]).filter(isNoBundle), format, run }),
    );
  }
  return outcomes;
}

/** What is bundled already is deployed as it is. */
function isNoBundle(entry: string): boolean {
  return !entry.endsWith("/bundle");
}
