import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { DeployedCodeError } from "./errors.ts";

/** What functions are made of: the handler of `connection-manager`, the enrichment of a pipe, the function that archives. */
export type DeployedCode = "handler" | "unpack" | "archive";

const PACKAGE = "@unbounded-streams/cdk";

/**
 * The folder of a function's code, bundled when this package was built. It lies in the package that this file is of; where this file has
 * become a part of an app's bundle, in the package as it is installed for the bundle, for the program or for the working directory.
 *
 * @throws DeployedCodeError (`DEPLOYED_CODE_MISSING`) when it is in none of these
 */
export function deployedDir(name: DeployedCode): string {
  const own = ownFolder();
  const program = process.argv[1];
  const from = [own, program && dirname(program), process.cwd()].filter((place) => place !== undefined);
  const root = (own && enclosingPackage(own)) ?? installedPackage(from);
  const folder = root && join(root, "dist", name);
  if (folder === undefined || !existsSync(join(folder, "index.mjs"))) {
    throw new DeployedCodeError(name, folder === undefined ? [...new Set(from)] : [folder]);
  }
  return folder;
}

/** Where this code is; a bundle as ES module may not know. The build puts the place of the CommonJS file for `import.meta.url`. */
function ownFolder(): string | undefined {
  const url: string | undefined = import.meta.url;
  return url?.startsWith("file:") ? dirname(fileURLToPath(url)) : undefined;
}

/** This package's folder, if the nearest package with a name around a folder is this one. */
function enclosingPackage(folder: string): string | undefined {
  const file = join(folder, "package.json");
  const name: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).name : undefined;
  if (name === PACKAGE) return folder;
  const parent = resolve(folder, "..");
  return name !== undefined || parent === folder ? undefined : enclosingPackage(parent);
}

function installedPackage(from: readonly string[]): string | undefined {
  for (const place of from) {
    const root = packageSeenFrom(place);
    if (root !== undefined) return root;
  }
  return undefined;
}

function packageSeenFrom(place: string): string | undefined {
  try {
    return dirname(createRequire(join(place, "app.js")).resolve(`${PACKAGE}/package.json`));
  } catch {
    return undefined;
  }
}
