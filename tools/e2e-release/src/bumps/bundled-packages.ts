import type { Manifest } from "../workspace/published-packages.ts";

/** A published package, and what its code names. */
export interface PackageCode {
  readonly manifest: Manifest;
  /** Whether its source or the scripts of its build name a package. */
  names(packageName: string): boolean;
}

/**
 * Which published packages' code is inside which package: those among its development dependencies that its source or its
 * build names (what a package uses and does not depend on, it must have inside), and all that they depend on.
 *
 * @returns by name, only packages that have others inside
 */
export function bundledPackages(packages: readonly PackageCode[]): ReadonlyMap<string, ReadonlySet<string>> {
  const manifests = new Map(packages.map(({ manifest }) => [manifest.name, manifest]));
  const bundled = new Map<string, ReadonlySet<string>>();
  for (const { manifest, names } of packages) {
    const entries = Object.keys(manifest.devDependencies ?? {}).filter(
      (name) => manifests.has(name) && names(name),
    );
    if (entries.length > 0) bundled.set(manifest.name, withDependencies(entries, manifests));
  }
  return bundled;
}

function withDependencies(entries: readonly string[], manifests: ReadonlyMap<string, Manifest>): Set<string> {
  const reached = new Set(entries);
  for (const name of reached) {
    for (const dependency of Object.keys(manifests.get(name)?.dependencies ?? {})) {
      if (manifests.has(dependency)) reached.add(dependency);
    }
  }
  return reached;
}
