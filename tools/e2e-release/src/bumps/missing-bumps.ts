/** What is read of a release plan of changesets. */
export interface PlannedReleases {
  readonly releases: readonly {
    readonly name: string;
    /** `none`: it stays at its version. */
    readonly type: string;
    /** The changesets that name it. */
    readonly changesets: readonly string[];
  }[];
}

/** A package that stays at its version although code inside it does not. */
export interface MissingBump {
  readonly packageName: string;
  /** What is inside it and gets a new version, by name. */
  readonly moved: readonly string[];
  /** The changesets that name what is inside, without `.md`. */
  readonly changesets: readonly string[];
}

/**
 * The packages that a release plan leaves behind: their users would not get the fix of what is inside.
 *
 * @param bundled which packages' code is inside which, as `bundledPackages` says
 */
export function missingBumps(
  { releases }: PlannedReleases,
  bundled: ReadonlyMap<string, ReadonlySet<string>>,
): MissingBump[] {
  const moving = releases.filter(({ type }) => type !== "none");
  const missing: MissingBump[] = [];
  for (const [packageName, inside] of bundled) {
    if (moving.some(({ name }) => name === packageName)) continue;
    const moved = moving.filter(({ name }) => inside.has(name));
    if (moved.length === 0) continue;
    missing.push({
      packageName,
      moved: moved.map(({ name }) => name).sort(),
      changesets: [...new Set(moved.flatMap(({ changesets }) => changesets))].sort(),
    });
  }
  return missing;
}

/** In one line: which changesets leave which package behind, and the remedy. */
export function missingBumpText({ packageName, moved, changesets }: MissingBump): string {
  const files = changesets.map((id) => `.changeset/${id}.md`).join(", ");
  return `${packageName} has ${moved.join(", ")} inside, which ${files} changes: name ${packageName} in a changeset too, or its users do not get the change`;
}
