/** Where the files are that are no pages. */
export const REPOSITORY = "https://github.com/unbounded-streams/unbounded-streams";

/** A Markdown file that becomes a page. */
export interface Page {
  /** From the root of the workspace on, with slashes. */
  readonly file: string;
  /** Where the page is below the site's base, without an extension, such as `concepts/relay`, or `api/index` for a folder's. */
  readonly route: string;
  readonly text: string;
}

/** The address of a route below the site's base: `concepts/relay` is `/concepts/relay`, `api/index` is `/api/`. */
export function addressOf(route: string): string {
  return `/${route}`.replace(/\/index$/, "/");
}
