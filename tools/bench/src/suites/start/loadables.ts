import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

/** A module whose import is measured. */
export interface Loadable {
  readonly name: string;
  /** Absolute path of what is imported. */
  readonly file: string;
  /** Of the modules that are loaded with it, not of those that it may load later. */
  readonly bytes: number;
  /** An export that has to be there; undefined when it has none. */
  readonly exports: string | undefined;
}

const CLIENT = fileURLToPath(new URL("./bare-client.js", import.meta.url));

/** The bundle that is deployed. */
export async function ourBundle(): Promise<Loadable> {
  const file = fileURLToPath(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));
  return loadable("the function's bundle", { file, exported: "handler", modules: await loadedWith(file) });
}

/** Imports as esbuild writes them when it minifies; `import("./later.mjs")` is none of them. */
const STATIC_IMPORT = /\b(?:from|import)"(\.\/[\w.-]+\.mjs)"/g;

/** A module of a bundle, and all that it imports before it runs. */
async function loadedWith(file: string): Promise<string[]> {
  const loaded = new Set([file]);
  for (const module of loaded) {
    const code = await readFile(module, "utf8");
    for (const [, path = ""] of code.matchAll(STATIC_IMPORT)) loaded.add(join(dirname(module), path));
  }
  return [...loaded];
}

/** What it is held against, made in `folder`. */
export async function bundlePeers(folder: string): Promise<{ client: Loadable; empty: Loadable }> {
  const clientFile = join(folder, "client.mjs");
  await build({ ...BUNDLE_SETTINGS, entryPoints: [CLIENT], outfile: clientFile });
  const emptyFile = join(folder, "empty.mjs");
  await writeFile(emptyFile, "export {};\n");
  return {
    client: await loadable("bare @aws-sdk/client-dynamodb", { file: clientFile, exported: "handler" }),
    empty: await loadable("an empty module", { file: emptyFile }),
  };
}

/** Those of `connection-manager`'s own bundle, without what it leaves out of the packages that it is made of. */
const BUNDLE_SETTINGS: BuildOptions = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  mainFields: ["module", "main"],
  conditions: ["module"],
  minify: true,
  keepNames: true,
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
};

async function loadable(
  name: string,
  { file, exported, modules = [file] }: { file: string; exported?: string; modules?: readonly string[] },
): Promise<Loadable> {
  const sizes = await Promise.all(modules.map(async (module) => (await stat(module)).size));
  return { name, file, bytes: sizes.reduce((sum, size) => sum + size, 0), exports: exported };
}
