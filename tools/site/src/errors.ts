/** What every error of this tool is. Tell them apart by `code`. */
export abstract class SiteError extends Error {
  abstract readonly code: string;
}

/** The command line is not understood. */
export class WrongOptionError extends SiteError {
  override readonly name = "WrongOptionError";
  readonly code = "WRONG_OPTION";
}

/** Links that lead nowhere; `places` has a line for each. */
export class DeadLinksError extends SiteError {
  override readonly name = "DeadLinksError";
  readonly code = "DEAD_LINKS";
  readonly places: readonly string[];

  constructor(places: readonly string[]) {
    super(`${places.length} links lead nowhere:\n${places.join("\n")}`);
    this.places = places;
  }
}

/** The sidebar and the pages differ; `differences` has a line for each. */
export class SidebarError extends SiteError {
  override readonly name = "SidebarError";
  readonly code = "SIDEBAR_INCOMPLETE";
  readonly differences: readonly string[];

  constructor(differences: readonly string[]) {
    super(`tools/site/src/sidebar/groups.ts and the pages differ:\n${differences.join("\n")}`);
    this.differences = differences;
  }
}

/** The docstrings of the packages link to what is not exported, or cannot be read; `faults` has TypeDoc's own words. */
export class DocstringError extends SiteError {
  override readonly name = "DocstringError";
  readonly code = "REFERENCE_INCOMPLETE";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`the docstrings are no whole reference:\n${faults.join("\n")}`);
    this.faults = faults;
  }
}

/** VitePress ended without a site; it has said why on standard error. */
export class BuildError extends SiteError {
  override readonly name = "BuildError";
  readonly code = "BUILD_FAILED";
}

/** The site cannot be served at the port that was asked for. */
export class ServeError extends SiteError {
  override readonly name = "ServeError";
  readonly code = "SERVE_FAILED";
}
