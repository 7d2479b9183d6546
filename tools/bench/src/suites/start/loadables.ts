import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

/** A module whose import is measured. */
export interface Loadable {
  readonly name: string;
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
  /** An export that has to be there; undefined when it has none. */
  readonly exports: string | undefined;
}

const CLIENT = fileURLToPath(new URL("./bare-client.js", import.meta.url));

/** The bundle that is deployed. */
export async function ourBundle(): Promise<Loadable> {
  const file = fileURLToPath(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));
  return loadable("the function's bundle", file, "handler");
}

/** What it is held against, made in `folder`. */
export async function bundlePeers(folder: string): Promise<{ client: Loadable; empty: Loadable }> {
  const clientFile = join(folder, "client.mjs");
  await build({ ...BUNDLE_SETTINGS, entryPoints: [CLIENT], outfile: clientFile });
  const emptyFile = join(folder, "empty.mjs");
  await writeFile(emptyFile, "export {};\n");
  return {
    client: await loadable("bare @aws-sdk/client-dynamodb", clientFile, "handler"),
    empty: await loadable("an empty module", emptyFile, undefined),
  };
}

/** Those of `connection-manager`'s own bundle. */
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

async function loadable(name: string, file: string, exported: string | undefined): Promise<Loadable> {
  const { size } = await stat(file);
  return { name, file, bytes: size, exports: exported };
}
