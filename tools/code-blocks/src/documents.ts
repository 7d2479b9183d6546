import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A Markdown file that readers get to see. */
export interface Document {
  /** From the workspace's root, such as `packages/cdk/README.md`. */
  readonly path: string;
  readonly text: string;
}

const PLACES = ["*.md", "docs/**/*.md", "{packages,apps,tools}/*/README.md"];

/** All READMEs and pages of a workspace, by path. */
export function documents(root: string): Document[] {
  return globSync(PLACES, { cwd: root })
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}
