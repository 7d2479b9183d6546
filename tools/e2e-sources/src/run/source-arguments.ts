import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";

/** What tells `start` of a source: a config file, which is written to `folder`. */
export async function sourceArguments(source: SourceDefinition, folder: string): Promise<string[]> {
  const file = join(folder, "source.json");
  await writeFile(file, `${JSON.stringify(source, undefined, 2)}\n`);
  return ["--config", file];
}
