/** A place in a state's data: the keys that lead to it from `$`. */
export type Location = readonly string[];

const STEP = /\.([\w$-]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/y;

/**
 * The place that a JSONPath points to. Where the path stops being a plain way (a wildcard, a filter, a slice, a search in
 * the depth), the place from which it goes on.
 *
 * @returns undefined for a path into the context object, `$$`, which no state changes
 */
export function locationOf(path: string): Location | undefined {
  if (path.startsWith("$$")) return undefined;
  const location: string[] = [];
  STEP.lastIndex = 1;
  for (let step = STEP.exec(path); step !== null; step = STEP.exec(path)) {
    location.push(step[1] ?? step[2] ?? step[3] ?? step[4] ?? "");
  }
  return location;
}

/** Whether `outer` is `inner` or contains it. */
export function contains(outer: Location, inner: Location): boolean {
  return outer.length <= inner.length && outer.every((key, index) => key === inner[index]);
}

/** Whether two places have data in common. */
export function overlap(one: Location, other: Location): boolean {
  return contains(one, other) || contains(other, one);
}

/** The place as a JSONPath. */
export function pathTo(location: Location): string {
  return ["$", ...location].join(".");
}
