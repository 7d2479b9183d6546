/** The pattern of the records that are read: of items that were added, unless the user's own says something else. */
export function outletFilter(filter: Readonly<Record<string, unknown>> = {}): { readonly pattern: string } {
  return { pattern: JSON.stringify({ eventName: ["INSERT"], ...filter }) };
}
