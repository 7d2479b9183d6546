import { SidebarError } from "../errors.ts";
import { addressOf } from "../pages/page.ts";
import type { StagedPage } from "../pages/stage-pages.ts";
import { type Group, HOME } from "./groups.ts";

/** A group or a page of the sidebar, as VitePress takes it. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly items?: readonly SidebarItem[];
  readonly collapsed?: boolean;
}

type Listed = Pick<StagedPage, "route" | "title">;

/**
 * The sidebar of some pages.
 *
 * @throws {SidebarError} when a page is in none of the groups, or a group names what is no page
 */
export function sidebarOf(groups: readonly Group[], pages: readonly Listed[]): SidebarItem[] {
  const byRoute = new Map(pages.map((page) => [page.route, page]));
  const unreached = new Set([...byRoute.keys()].filter((route) => route !== HOME));
  const differences: string[] = [];
  const named = new Set(groups.flatMap(({ routes }) => routes));
  const items = groups.map(({ title, routes, isClosed = false }): SidebarItem => {
    const found = routes.flatMap((route) => {
      const members = route.endsWith("/*") ? below(route, pages, named) : [byRoute.get(route)];
      return members.flatMap((page) => {
        if (page !== undefined) return [page];
        differences.push(`${title}: there is no page ${route}`);
        return [];
      });
    });
    for (const { route } of found) unreached.delete(route);
    const links = found.map((page) => ({ text: shortTitle(page), link: addressOf(page.route) }));
    // One that opens needs a link of its own: without, VitePress makes a button of it that has a button in it.
    const [first] = links;
    const opening = isClosed && first !== undefined ? { link: first.link, collapsed: true } : {};
    return { text: title, items: links, ...opening };
  });
  for (const route of unreached) differences.push(`the page ${route} is in no group`);
  if (differences.length > 0) throw new SidebarError(differences);
  return items;
}

function below(pattern: string, pages: readonly Listed[], named: ReadonlySet<string>): Listed[] {
  const folder = pattern.slice(0, -"*".length);
  return pages
    .filter(({ route }) => route.startsWith(folder) && !named.has(route))
    .toSorted((one, other) => (one.route < other.route ? -1 : 1));
}

/** Packages are known by their names without the scope. */
function shortTitle({ title }: Listed): string {
  return title.replace(/^@unbounded-streams\//, "");
}
