/** What every error of this package is. Tell them apart by `code`. */
export abstract class FleetError extends Error {
  abstract readonly code: string;
}

/** Options that no carrier can run with; `issues` has one sentence for each. */
export class InvalidOptionsError extends FleetError {
  override readonly name = "InvalidOptionsError";
  readonly code = "INVALID_OPTIONS";
  readonly issues: readonly string[];

  constructor(caller: string, issues: readonly string[]) {
    super(`${caller} cannot work with these options: ${issues.join("; ")}`);
    this.issues = issues;
  }
}
