import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type ExportedName, exportedNames } from "./exported-names.ts";

/** A name that users of a package can import. */
export interface PublicName extends ExportedName {
  /** The package and the entry that has it, such as `@unbounded-streams/event-sink/s3`. */
  readonly entry: string;
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, Target>>;
}

/** A path, or conditions with a target each. */
type Target = string | { readonly types?: string; readonly import?: Target };

/** What the entries of all published packages of a workspace export, by the types that their manifests name. */
export function publicNames(root: string): PublicName[] {
  return globSync("packages/*/package.json", { cwd: root })
    .sort()
    .flatMap((path) => namesOf(join(root, dirname(path))));
}

function namesOf(folder: string): PublicName[] {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (manifest.private) return [];
  return Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
    const types = typesOf(target);
    if (types === undefined) return [];
    const entry = join(manifest.name, path);
    return exportedNames(join(folder, sourceOf(types))).map((exported) => ({ ...exported, entry }));
  });
}

/** The types of ES modules. */
function typesOf(target: Target): string | undefined {
  if (typeof target === "string") return undefined;
  return target.types ?? (target.import && typesOf(target.import));
}

/** The source of what is built: `./dist/x.d.ts` of `src/x.ts`. */
function sourceOf(types: string): string {
  return types.replace(/^\.\/dist\//, "src/").replace(/\.d\.ts$/, ".ts");
}
