import { relative } from "node:path";
import { publicNames } from "./public-names.ts";

/** What a check of the whole workspace found. */
export interface DocstringReport {
  /** Names that the entries of published packages export. */
  readonly names: number;
  /** One line for each that has no docstring. */
  readonly violations: readonly string[];
}

/** Looks for what users of the packages can import without being told what it is. */
export function checkDocstrings(root: string): DocstringReport {
  const names = publicNames(root);
  const missing = names.filter(({ hasDocstring }) => !hasDocstring);
  return {
    names: names.length,
    violations: missing.map(
      ({ entry, name, file }) => `no docstring: ${name} of ${entry}, in ${relative(root, file)}`,
    ),
  };
}
