import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StepFailedError } from "../errors.ts";
import { PATCHED, plantPatch, UNPATCHED } from "../releases/plant-patch.ts";
import { type Released, type ReleaseOptions, release } from "../releases/workspace-release.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

/** Whoever has event-sink inside, or depends on it. */
const USERS = ["event-sink", "connection-manager", "cdk"].map((name) => `@unbounded-streams/${name}`);

/**
 * Patches event-sink, releases again, and looks whether the patch reaches the users of the packages that it is inside.
 *
 * @param folder where they are installed
 */
export async function secondRelease(
  options: ReleaseOptions & { readonly folder: string },
  first: ReadonlyMap<string, string>,
): Promise<Outcome[]> {
  const { outcome, value: moved } = await outcomeOf(
    { packageName: "event-sink", check: "patch" },
    async () => {
      await plantPatch(options.copy, options.run);
      return release(options, first);
    },
  );
  if (moved === undefined) return [outcome];
  const outcomes = [outcome];
  for (const name of USERS) {
    const { outcome } = await outcomeOf({ packageName: name, check: "patched" }, () =>
      reached(name, moved, options),
    );
    outcomes.push(outcome);
  }
  return outcomes;
}

async function reached(
  name: string,
  moved: readonly Released[],
  { folder, registry, run }: ReleaseOptions & { readonly folder: string },
): Promise<void> {
  const pkg = moved.find(({ manifest }) => manifest.name === name);
  if (pkg === undefined)
    throw new StepFailedError(`${name} stays at its version although event-sink does not`);
  const place = join(folder, `${name.replace(/^.*\//, "")}-patched`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "package.json"), '{ "name": "stranger", "private": true }');
  // Whoever wants the newest one names no version; peers are of no matter here.
  const flags = ["--no-audit", "--no-fund", "--legacy-peer-deps", `--registry=${registry}`];
  await run("npm", ["install", ...flags, name], { cwd: place });
  let isPatched = false;
  for await (const file of glob("node_modules/@unbounded-streams/**/*.{js,mjs}", { cwd: place })) {
    const text = await readFile(join(place, file), "utf8");
    if (text.includes(UNPATCHED))
      throw new StepFailedError(`${file} of ${name} is as it was before the patch`);
    isPatched ||= file.startsWith(`node_modules/${name}/`) && text.includes(PATCHED);
  }
  if (!isPatched) throw new StepFailedError(`${name}@${pkg.manifest.version} has no patch inside`);
}
