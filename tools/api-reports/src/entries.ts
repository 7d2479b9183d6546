import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** A published package of the workspace. */
export interface Package {
  /** Without the scope. */
  readonly name: string;
  /** Absolute. */
  readonly folder: string;
  readonly entries: readonly Entry[];
}

/** Something that users of a package import. */
export interface Entry {
  /** As they write it, such as `@unbounded-streams/event-sink/s3`. */
  readonly specifier: string;
  /** The file of its types, absolute. */
  readonly types: string;
  /** The file that these are made of, absolute: `src/x.ts` of `dist/x.d.ts`. */
  readonly source: string;
  /** The name of its report, such as `s3.api.md`. */
  readonly report: string;
}

/** A target of `exports`: a path, or conditions, each with a target of its own. */
type Target = string | null | { readonly [condition: string]: Target };

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, Target>>;
}

/** The conditions under which an ES module finds its types (TypeScript's handbook, "Package exports"). */
const CONDITIONS = ["types", "import", "default"];

/** The published packages of a workspace, by name. */
export function publishedPackages(root: string): Package[] {
  return globSync("packages/*/package.json", { cwd: root })
    .sort()
    .flatMap((path) => packageIn(join(root, dirname(path))));
}

function packageIn(folder: string): Package[] {
  const {
    name,
    private: isPrivate,
    exports = {},
  }: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (isPrivate) return [];
  const entries = Object.entries(exports).flatMap(([path, target]): Entry[] => {
    const types = typesOf(target);
    if (types === undefined) return [];
    const report = `${path === "." ? "index" : path.slice(2).replaceAll("/", ".")}.api.md`;
    const file = join(folder, types);
    return [{ specifier: join(name, path), types: file, source: sourceOf(folder, file), report }];
  });
  return [{ name: name.replace(/^.*\//, ""), folder, entries }];
}

function sourceOf(folder: string, types: string): string {
  return join(folder, "src", relative(join(folder, "dist"), types).replace(/\.d\.([cm]?)ts$/, ".ts"));
}

/** The declarations behind a target; undefined for what has none, such as a JSON file. */
function typesOf(target: Target): string | undefined {
  if (target === null) return undefined;
  if (typeof target === "string") return /\.d\.[cm]?ts$/.test(target) ? target : undefined;
  for (const condition of CONDITIONS) {
    const types = typesOf(target[condition] ?? null);
    if (types !== undefined) return types;
  }
  return undefined;
}
