interface Head<T> {
  value: T;
  readonly rest: AsyncIterator<T>;
}

/** Merges sequences, each sorted by `compare`, into one; it holds one value of each. */
export async function* mergeSorted<T>(
  sequences: readonly AsyncIterable<T>[],
  compare: (one: T, other: T) => number,
): AsyncGenerator<T> {
  const heads = new Set((await Promise.all(sequences.map(firstOf))).flat());
  while (heads.size > 0) {
    const least = [...heads].reduce((one, other) => (compare(other.value, one.value) < 0 ? other : one));
    yield least.value;
    const next = await least.rest.next();
    if (next.done) heads.delete(least);
    else least.value = next.value;
  }
}

async function firstOf<T>(sequence: AsyncIterable<T>): Promise<Head<T>[]> {
  const rest = sequence[Symbol.asyncIterator]();
  const next = await rest.next();
  return next.done ? [] : [{ value: next.value, rest }];
}
