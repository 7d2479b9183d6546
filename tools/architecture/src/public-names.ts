import { publishedPackages } from "@unbounded-streams/api-reports/entries";
import { type ExportedName, exportedNames } from "./exported-names.ts";

/** A name that users of a package can import. */
export interface PublicName extends ExportedName {
  /** The package and the entry that has it, such as `@unbounded-streams/event-sink/s3`. */
  readonly entry: string;
}

/** What the entries of all published packages of a workspace export, by the types that their manifests name. */
export function publicNames(root: string): PublicName[] {
  return publishedPackages(root)
    .flatMap(({ entries }) => entries)
    .flatMap(({ specifier, source }) =>
      exportedNames(source).map((exported) => ({ ...exported, entry: specifier })),
    );
}
