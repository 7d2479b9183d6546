import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { codeDigest } from "./code-digest.ts";
import { DeployedCodeError, DeployedCodeVersionError } from "./errors.ts";

/** What functions are made of: the handler of `connection-manager`, the enrichment of a pipe, the function that archives. */
export type DeployedCode = "handler" | "unpack" | "archive";

/** What this code was built with. */
export interface BuiltWith {
  /** Of this package. */
  readonly version: string;
  /** Of each function's folder, by `codeDigest`. */
  readonly digests: Readonly<Record<DeployedCode, string>>;
}

/** Stands at the head of the built file. Sources that run as they are have none: they lie in their package, and need none. */
declare const __builtWith: BuiltWith;

const PACKAGE = "@unbounded-streams/cdk";

/**
 * The folder of a function's code, bundled when this package was built. It lies in the package that this file is of; where this file has
 * become a part of an app's bundle, in the package as it is installed for the bundle, for the program or for the working directory: the
 * first of them whose code is the one that this file was built with.
 *
 * @throws DeployedCodeError (`DEPLOYED_CODE_MISSING`) when it is in none of these
 * @throws DeployedCodeVersionError (`DEPLOYED_CODE_OTHER_VERSION`) when what is installed is other code
 */
export function deployedDir(name: DeployedCode): string {
  const own = ownFolder();
  const root = own && enclosingPackage(own);
  if (root === undefined) return installedDir(name, own);
  const folder = join(root, "dist", name);
  if (!holdsCode(folder)) throw new DeployedCodeError(name, [folder]);
  return folder;
}

function installedDir(name: DeployedCode, own: string | undefined): string {
  const program = process.argv[1];
  const places = [own, program && dirname(program), process.cwd()].filter((place) => place !== undefined);
  const from = [...new Set(places)];
  const roots = [...new Set(from.map(packageSeenFrom))].filter((root) => root !== undefined);
  const folders = roots.map((root) => join(root, "dist", name));
  const found = folders.filter(holdsCode);
  if (found.length === 0) throw new DeployedCodeError(name, folders.length === 0 ? from : folders);
  const folder = found.find((each) => codeDigest(each) === __builtWith.digests[name]);
  if (folder === undefined) {
    const others = found.map((each) => ({ folder: each, version: versionOf(resolve(each, "../..")) }));
    throw new DeployedCodeVersionError(name, __builtWith.version, others);
  }
  return folder;
}

function holdsCode(folder: string): boolean {
  return existsSync(join(folder, "index.mjs"));
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

function packageSeenFrom(place: string): string | undefined {
  try {
    return dirname(createRequire(join(place, "app.js")).resolve(`${PACKAGE}/package.json`));
  } catch {
    return undefined;
  }
}

function versionOf(root: string): string | undefined {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
}
