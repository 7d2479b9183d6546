import { MAX_TIMEOUT_MS } from "../limits.ts";

/** How an idle timeout is learned from a stream's own rhythm. Durations in milliseconds. */
export interface LearnedIdle {
  /** The least timeout, however lively the stream is. Default: 15,000. */
  readonly floorMs: number;
  /** The longest timeout; and the timeout until the stream has been heard for so long. Default: 120,000. */
  readonly ceilingMs: number;
  /** How many times the longest silence so far a silence may last; 1 or more. Default: 3. */
  readonly factor: number;
}

/** What a stream's rhythm is learned by when nothing else is said. */
export const DEFAULT_LEARNED_IDLE: LearnedIdle = { floorMs: 15_000, ceilingMs: 120_000, factor: 3 };

/**
 * How an idle timeout is learned; undefined when it is not.
 *
 * @param idle the option `idleTimeoutMs`
 * @param problems where what is wrong is added, in a sentence
 */
export function learnedIdle(
  idle: number | { readonly learn: Partial<LearnedIdle> } | undefined,
  problems: string[],
): LearnedIdle | undefined {
  if (typeof idle !== "object") return undefined;
  const learned = { ...DEFAULT_LEARNED_IDLE, ...idle.learn };
  const { floorMs, ceilingMs, factor } = learned;
  const areTimes = floorMs >= 1 && floorMs <= ceilingMs && ceilingMs <= MAX_TIMEOUT_MS;
  if (!areTimes || !(factor >= 1 && factor < Number.POSITIVE_INFINITY)) {
    problems.push(
      `idleTimeoutMs.learn is ${JSON.stringify(learned)}: floorMs must be 1 or more, ceilingMs no less than that and ${MAX_TIMEOUT_MS} at most, factor 1 or more`,
    );
  }
  return learned;
}
