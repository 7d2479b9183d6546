import { isDeepStrictEqual } from "node:util";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";

/** What says where a server is; all else says how it is read. */
const PLACE_FIELDS = ["baseUrl", "url", "socketPath", "tls"];

/** The fields in which a running server's source is not as its definition has it, and should be. */
export function differencesFrom(definition: SourceDefinition, source: SourceDefinition): string[] {
  const fields = new Set([...Object.keys(definition), ...Object.keys(source)]) as Set<keyof SourceDefinition>;
  return [...fields].filter(
    (field) => !PLACE_FIELDS.includes(field) && !isDeepStrictEqual(definition[field], source[field]),
  );
}
