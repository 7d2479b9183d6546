/** Does something with each, of which two at a time; in order. */
export async function mapTwoByTwo<T, R>(items: readonly T[], action: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await action(item);
  };
  await Promise.all([worker(), worker()]);
  return results;
}
