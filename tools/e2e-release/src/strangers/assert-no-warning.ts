import { StepFailedError } from "../errors.ts";

/** What a runtime, an SDK or a package manager prints when something is not as it should be. */
const WARNINGS: readonly RegExp[] = [
  /^\(node:\d+\) .*Warning: .*/m,
  /^(?:\S*\w)?(?:Experimental|Deprecation)Warning: .*/m,
  /^npm warn .*/m,
  /^.*\bWARN\b.*(?:peer|engine).*/im,
  /^.*\bYN00(?:02|60|86)\b.*/m,
  /^warn: .*/m,
  /^[Ww]arning:? .*/m,
];

/**
 * Fails when something that was run had a warning.
 *
 * @throws {StepFailedError} with the line
 */
export function assertNoWarning(output: string): void {
  for (const pattern of WARNINGS) {
    const [line] = pattern.exec(output) ?? [];
    if (line !== undefined) throw new StepFailedError(`it warns: ${line.trim()}`);
  }
}
