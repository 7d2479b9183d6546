import type { Finding } from "./analysis/findings.ts";
import { describeProblem, type OptionProblem } from "./options/problem.ts";

/** Stable names of what `buildStateMachine` and the renderers throw. */
export type AslBuilderErrorCode = "INVALID_OPTIONS" | "INVALID_DEFINITION";

/** Base of every error that this package throws. */
export abstract class AslBuilderError extends Error {
  abstract readonly code: AslBuilderErrorCode;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Options that cannot be used: all that is wrong with them at once. */
export class InvalidOptionsError extends AslBuilderError {
  readonly code = "INVALID_OPTIONS";
  /** Never empty, in the order in which the options are documented. */
  readonly problems: readonly OptionProblem[];

  constructor(problems: readonly OptionProblem[]) {
    super(problems.map((problem) => describeProblem(problem)).join("; "));
    this.problems = problems;
  }
}

/** A strategy has built a machine that Step Functions would not run as meant: a fault of this package. */
export class InvalidDefinitionError extends AslBuilderError {
  readonly code = "INVALID_DEFINITION";
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(`please report this fault: ${findings.map((finding) => finding.message).join("; ")}`);
    this.findings = findings;
  }
}
