import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Page } from "./page.ts";

/** The pages that people write: all of `docs`, the README of each package, and how to contribute. */
export function listPages(root: string): Page[] {
  const pageOf = (file: string, route: string): Page => ({
    file,
    route,
    text: readFileSync(join(root, file), "utf8"),
  });
  const find = (pattern: string) => globSync(pattern, { cwd: root }).sort();
  return [
    ...find("docs/**/*.md").map((file) => pageOf(file, routeOf(file.slice("docs/".length)))),
    ...find("packages/*/README.md").map((file) => pageOf(file, `packages/${basename(dirname(file))}`)),
    ...find("CONTRIBUTING.md").map((file) => pageOf(file, "contributing")),
  ];
}

/** A folder's README is its index. */
function routeOf(file: string): string {
  return file.replace(/\.md$/, "").replace(/(^|\/)README$/, "$1index");
}
