import { publishedPackages } from "@unbounded-streams/api-reports/entries";

/** What users of a published package can import by one name. */
export interface Entry {
  /** As it is imported, such as `@unbounded-streams/event-sink/s3`. */
  readonly specifier: string;
  /** Absolute. */
  readonly source: string;
  /** The route of its page, such as `api/event-sink/s3`, or `api/event-sink/index` of the package itself. */
  readonly route: string;
}

/** The entries of all published packages, each once: a second name for the same types is left out. */
export function publishedEntries(root: string): Entry[] {
  const entries = new Map<string, Entry>();
  for (const { name, entries: exported } of publishedPackages(root)) {
    for (const { specifier, source } of exported) {
      if (entries.has(source)) continue;
      const below = specifier.split("/").slice(2).join("/") || "index";
      entries.set(source, { specifier, source, route: `api/${name}/${below}` });
    }
  }
  return [...entries.values()];
}
