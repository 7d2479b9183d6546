import type { SourceDefinition } from "../source-definition.ts";

/** What tells `start` of a source, with files in `folder`. */
export async function sourceArguments(source: SourceDefinition, _folder: string): Promise<string[]> {
  const { baseUrl, path = "", format } = source;
  const endSignals = (source.endSignals ?? []) as string[];
  const url = baseUrl.includes("{streamId}")
    ? baseUrl
    : `${[baseUrl, path].filter(Boolean).join("/")}/{streamId}`;
  return [
    ...["--url", url],
    ...(format === undefined ? [] : ["--format", format]),
    ...endSignals.flatMap((signal) => ["--end-signal", signal]),
  ];
}
