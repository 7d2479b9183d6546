/** The middle of several values, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError without a value */
function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: middleOf(sorted), min: at(sorted, 0), max: at(sorted, sorted.length - 1) };
}

/** @throws RangeError without a value */
export function median(values: readonly number[]): number {
  return spreadOf(values).median;
}

/**
 * The ratio of two series, round by round: what slows a whole round down falls out of it.
 *
 * @throws RangeError when the series differ in length, are empty, or `theirs` has a zero
 */
export function ratiosByRound(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) {
    throw new RangeError(`${ours.length} rounds cannot be compared with ${theirs.length}`);
  }
  return spreadOf(
    ours.map((value, round) => {
      const other = at(theirs, round);
      if (other === 0) throw new RangeError(`round ${round} has the value 0: nothing has a ratio to it`);
      return value / other;
    }),
  );
}

/**
 * The smallest value that at least `percent` of all values do not exceed (nearest rank).
 *
 * @param percent over 0, at most 100
 * @throws RangeError without a value
 */
export function percentile(values: ArrayLike<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort();
  return at(sorted, Math.ceil((percent / 100) * sorted.length) - 1);
}

function middleOf(sorted: readonly number[]): number {
  const upper = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? at(sorted, upper) : (at(sorted, upper - 1) + at(sorted, upper)) / 2;
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError("there is no value to look at");
  return value;
}
