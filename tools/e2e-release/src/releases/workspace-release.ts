import { basename, delimiter, join } from "node:path";
import { publish } from "../registry/publish.ts";
import type { ToolRunner } from "../strangers/run-tool.ts";
import { type PublishedPackage, publishedPackages } from "../workspace/published-packages.ts";

/** A package that has been released. */
export interface Released extends PublishedPackage {
  readonly tarball: string;
}

/** Where packages are released from, and to. */
export interface ReleaseOptions {
  /** A copy of the workspace, which is changed. */
  readonly copy: string;
  readonly registry: string;
  readonly run: ToolRunner;
}

/** Gives the packages of a copy their next versions. */
async function versionPackages({ copy, run }: Omit<ReleaseOptions, "registry">): Promise<void> {
  const PATH = `${join(copy, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
  await run("node", ["tools/e2e-release/src/version-packages.ts"], { cwd: copy, env: { PATH } });
}

/**
 * Versions, packs and publishes the packages whose version is another one by then.
 *
 * @param released versions that the registry has, by name
 */
export async function release(
  options: ReleaseOptions,
  released: ReadonlyMap<string, string>,
): Promise<Released[]> {
  const { copy, registry, run } = options;
  await versionPackages(options);
  const packages = await publishedPackages(copy);
  const moved = packages.filter(({ manifest }) => released.get(manifest.name) !== manifest.version);
  const results: Released[] = [];
  for (const pkg of moved) {
    const tarball = join(copy, ".tarballs", tarballName(pkg));
    await run("pnpm", ["pack", "--pack-destination", join(copy, ".tarballs")], { cwd: pkg.folder });
    await publish(tarball, { registry, run });
    results.push({ ...pkg, tarball });
  }
  return results;
}

function tarballName({ manifest }: PublishedPackage): string {
  const scope = manifest.name.split("/")[0]?.slice(1);
  return `${scope}-${basename(manifest.name)}-${manifest.version}.tgz`;
}
