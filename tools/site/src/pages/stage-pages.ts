import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DeadLinksError } from "../errors.ts";
import { LinkResolver } from "./links.ts";
import type { Page } from "./page.ts";

/** A page as the site's generator gets it. */
export interface StagedPage {
  readonly route: string;
  /** As its front matter or first heading says; the route where neither does. */
  readonly title: string;
  readonly text: string;
}

/** Pages whose links lead to other pages of the site, and the pictures in them, as files from the root on. */
export interface Staged {
  readonly pages: readonly StagedPage[];
  readonly pictures: readonly string[];
}

/** A range of a text, and what comes in its place. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Rewrites the links of all pages.
 *
 * @throws {DeadLinksError} that names the file and line of each link that leads nowhere
 */
export function stagePages(root: string, pages: readonly Page[]): Staged {
  const resolver = new LinkResolver(root, pages);
  const pictures = new Set<string>();
  const dead: string[] = [];
  const staged = pages.map((page): StagedPage => {
    const { title, links } = resolver.markdown(page);
    const changes: Change[] = [];
    for (const link of links) {
      const destination = resolver.resolve(link, page.file);
      if (destination.kind === "nowhere") {
        dead.push(`${page.file}:${link.line}: ${link.url}: ${destination.why}`);
        continue;
      }
      if (destination.kind === "picture") pictures.add(destination.file);
      changes.push({ start: link.start, end: link.end, text: link.render(destination.url) });
    }
    return { route: page.route, title: title ?? page.route, text: changed(page.text, changes) };
  });
  if (dead.length > 0) throw new DeadLinksError(dead);
  return { pages: staged, pictures: [...pictures] };
}

/** Writes staged pages below a folder, and pictures into its `public`, which becomes the site's own root. */
export function writeStaged(root: string, { pages, pictures }: Staged, folder: string): void {
  for (const { route, text } of pages) {
    const file = join(folder, `${route}.md`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const picture of pictures) cpSync(join(root, picture), join(folder, "public", picture));
}

function changed(text: string, changes: readonly Change[]): string {
  let result = text;
  for (const change of changes.toSorted((one, other) => other.start - one.start)) {
    result = result.slice(0, change.start) + change.text + result.slice(change.end);
  }
  return result;
}
