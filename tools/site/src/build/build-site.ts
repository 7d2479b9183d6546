import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listPages } from "../pages/list-pages.ts";
import type { Page } from "../pages/page.ts";
import { stagePages, writeStaged } from "../pages/stage-pages.ts";
import { writeReference } from "../reference/write-reference.ts";
import { GROUPS } from "../sidebar/groups.ts";
import { type SidebarItem, sidebarOf } from "../sidebar/sidebar.ts";
import { runVitePress } from "./run-vitepress.ts";

/** What is built, and how one hears of it. */
export interface BuildOptions {
  /** Of the workspace, absolute. */
  readonly root: string;
  /** Where the site will be on its host, with a slash at both ends. */
  readonly base: string;
  /** Ends the build and leaves the last site as it was. */
  readonly signal: AbortSignal;
  /** Told each step. */
  say(line: string): void;
}

/** A site that has been built. */
export interface BuiltSite {
  /** Absolute. */
  readonly folder: string;
  readonly pages: number;
}

/**
 * Builds the site into `tools/site/dist/site`, from pages that stay in `tools/site/dist/pages` to be looked at.
 *
 * @throws {SiteError} when a link leads nowhere, the sidebar or the reference is incomplete, or VitePress fails
 */
export async function buildSite({ root, base, signal, say }: BuildOptions): Promise<BuiltSite> {
  const dist = join(root, "tools/site/dist");
  mkdirSync(dist, { recursive: true });
  const work = mkdtempSync(join(dist, "work-"));
  try {
    say("API reference");
    const reference = await writeReference(root, join(work, "reference"));
    signal.throwIfAborted();
    const pages = [...listPages(root), ...reference];
    say(`${pages.length} pages`);
    await buildPages({ root, pages, work, base, signal, sidebar: (staged) => sidebarOf(GROUPS, staged) });
    for (const name of ["pages", "site"]) {
      rmSync(join(dist, name), { recursive: true, force: true });
      renameSync(join(work, name), join(dist, name));
    }
    return { folder: join(dist, "site"), pages: pages.length };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Pages that become a site of their own. */
export interface PagesToBuild {
  readonly root: string;
  readonly pages: readonly Page[];
  /** Below `tools/site/dist`; gets the folders `pages` and `site`. */
  readonly work: string;
  readonly base: string;
  readonly signal: AbortSignal;
  sidebar(pages: readonly { readonly route: string; readonly title: string }[]): SidebarItem[];
}

/** Stages pages and lets VitePress make a site of them. */
export async function buildPages({ root, pages, work, base, signal, sidebar }: PagesToBuild): Promise<void> {
  const staged = stagePages(root, pages);
  writeStaged(root, staged, join(work, "pages"));
  const vitePress = join(work, ".vitepress");
  mkdirSync(join(vitePress, "theme"), { recursive: true });
  writeFileSync(
    join(vitePress, "config.mjs"),
    `import { siteConfig } from "../../../src/build/site-config.ts";\nexport default siteConfig(${JSON.stringify(sidebar(staged.pages))});\n`,
  );
  writeFileSync(join(vitePress, "theme/index.ts"), 'export { default } from "../../../../theme/index.ts";\n');
  await runVitePress({ folder: work, base, out: join(work, "site"), signal });
}
