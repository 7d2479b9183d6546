import { unknownOptions } from "@unbounded-streams/option-names";
import { StreamOptionError } from "./errors/caller-errors.ts";

/**
 * Refuses options that a function does not have.
 *
 * @throws StreamOptionError that names them, each with the nearest option that there is
 */
export function assertKnownOptions(
  caller: string,
  options: object,
  names: Readonly<Record<string, true>>,
): void {
  const problems = unknownOptions(options, names);
  if (problems.length === 0) return;
  throw new StreamOptionError(`${caller} cannot work with these options: ${problems.join("; ")}`);
}
