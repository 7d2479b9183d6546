import type { Manifest } from "../workspace/published-packages.ts";

/** Before its first version a package has no changelog. */
const UNVERSIONED = "0.0.0";
const CHANGELOG = "CHANGELOG.md";
const PATTERN = /^!|[*?[{]/;

/** The files that a manifest promises: entries, types, programs, and what `files` names as a file; relative, without `./`. */
export function namedFiles(manifest: Manifest): string[] {
  const { bin, exports, main, types, files = [], version } = manifest;
  const listed = files.filter(
    (file) => !PATTERN.test(file) && !(file === CHANGELOG && version === UNVERSIONED),
  );
  const named = ["README.md", "LICENSE", ...listed, ...targets([exports, bin, main, types])];
  return [...new Set(named.map((file) => file.replace(/^\.\//, "")))].sort();
}

/** All paths in conditions and subpaths. */
function targets(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(targets);
}
