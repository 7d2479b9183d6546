import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LAYERS, PROJECTS } from "./arrows.ts";

/** The projects of a workspace that the arrows do not name. */
export function strangerProjects(root: string): string[] {
  return globSync("{packages,apps,tools}/*/package.json", { cwd: root })
    .map(dirname)
    .filter((project) => !Object.hasOwn(PROJECTS, project));
}

/** The source files of packages that are on no layer; a package without layers has no folders. */
export function homelessSources(root: string): string[] {
  return globSync("packages/*/src", { cwd: root }).flatMap((src) => {
    const name = src.split("/")[1] ?? "";
    const layers = LAYERS[name] ?? ["."];
    return sourcesOf(join(root, src))
      .filter((file) => !layers.includes(file) && !layers.includes(dirname(file)))
      .map((file) => join(src, file));
  });
}

/** Every source file below a folder, whatever kind of TypeScript or JavaScript it is. */
export function sourcesOf(folder: string): string[] {
  return globSync("**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}", { cwd: folder });
}

/** The source files that tools which are not built name as their entries, from the workspace's root. */
export function sourceEntries(root: string): string[] {
  return globSync("tools/*/package.json", { cwd: root }).flatMap((path) => {
    const { exports = {} }: { exports?: object } = JSON.parse(readFileSync(join(root, path), "utf8"));
    return Object.values(exports)
      .filter((target): target is string => typeof target === "string" && target.startsWith("./src/"))
      .map((target) => join(dirname(path), target));
  });
}
