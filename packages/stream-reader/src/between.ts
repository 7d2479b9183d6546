import { StreamOptionError } from "./errors/caller-errors.ts";

/**
 * An option that must lie between two numbers; one whose name ends in `Ms` is in milliseconds.
 *
 * @throws StreamOptionError
 */
export function between(name: string, value: number, [least, most]: readonly [number, number]): number {
  if (value >= least && value <= most) return value;
  const unit = name.endsWith("Ms") ? " milliseconds" : "";
  throw new StreamOptionError(`${name} is ${value}: it must be ${least} to ${most}${unit}`);
}
