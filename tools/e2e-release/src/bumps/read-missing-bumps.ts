import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { getReleasePlan } from "@changesets/get-release-plan";
import { type PublishedPackage, publishedPackages } from "../workspace/published-packages.ts";
import { bundledPackages, type PackageCode } from "./bundled-packages.ts";
import { type MissingBump, missingBumps } from "./missing-bumps.ts";

/** The packages that the changesets of a workspace leave behind. */
export async function readMissingBumps(workspace: string): Promise<MissingBump[]> {
  const plan = await getReleasePlan(workspace);
  const packages = await publishedPackages(workspace);
  return missingBumps(plan, bundledPackages(await Promise.all(packages.map(withCode))));
}

async function withCode({ folder, manifest }: PublishedPackage): Promise<PackageCode> {
  const texts: string[] = [];
  for await (const file of glob("{src,scripts}/**/*.{ts,tsx,mjs,cjs}", { cwd: folder })) {
    texts.push(await readFile(join(folder, file), "utf8"));
  }
  const code = texts.join("\n");
  return {
    manifest,
    names: (name) => code.includes(`"${name}"`) || code.includes(`"${name}/`),
  };
}
