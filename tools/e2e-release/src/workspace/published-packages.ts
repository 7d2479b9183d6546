import { glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What is read of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly files?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly exports?: unknown;
  readonly main?: string;
  readonly types?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
}

/** A package of the workspace that is published. */
export interface PublishedPackage {
  /** Absolute. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The packages of a workspace that are published, by name. */
export async function publishedPackages(workspace: string): Promise<PublishedPackage[]> {
  const found: PublishedPackage[] = [];
  for await (const file of glob("packages/*/package.json", { cwd: workspace })) {
    const path = join(workspace, file);
    const manifest: Manifest = JSON.parse(await readFile(path, "utf8"));
    if (manifest.private !== true) found.push({ folder: dirname(path), manifest });
  }
  return found.sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}
