/** Leaves zeros out. A metric is billed for each hour in which it has a value: that of trouble has none while there is no trouble. */
export function whereAny<Key extends string>(
  values: Readonly<Partial<Record<Key, number>>>,
): Partial<Record<Key, number>> {
  const given = Object.entries(values).filter(([, count]) => count !== 0);
  return Object.fromEntries(given) as Partial<Record<Key, number>>;
}
