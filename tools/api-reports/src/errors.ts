/** Base of the errors of this tool. */
export abstract class ApiReportError extends Error {
  abstract readonly code: string;
}

/** A wrong option on the command line; the message says what is allowed. */
export class WrongOptionError extends ApiReportError {
  override readonly name = "WrongOptionError";
  readonly code = "OPTION_WRONG";
}

/** A manifest names types that are not there. */
export class EntryNotBuiltError extends ApiReportError {
  override readonly name = "EntryNotBuiltError";
  readonly code = "ENTRY_NOT_BUILT";

  constructor(entry: string, types: string) {
    super(`${entry} has no types at ${types}: build the package first (npx pnpm@12 build)`);
  }
}

/** Types that the compiler cannot read; `issues` has a line for each fault. */
export class EntryUnreadableError extends ApiReportError {
  override readonly name = "EntryUnreadableError";
  readonly code = "ENTRY_UNREADABLE";
  readonly issues: readonly string[];

  constructor(entry: string, issues: readonly string[]) {
    super(`the types of ${entry} cannot be read: ${issues.join("; ")}`);
    this.issues = issues;
  }
}
