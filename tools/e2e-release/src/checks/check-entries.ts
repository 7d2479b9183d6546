import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { assertNoWarning } from "../strangers/assert-no-warning.ts";
import type { ToolRunner } from "../strangers/run-tool.ts";
import type { Manifest } from "../workspace/published-packages.ts";

/**
 * Loads every entry of an installed package, by `import` and by `require`. One that needs an optional peer may ask for it.
 *
 * @returns the entries that can be loaded without one
 */
export async function checkEntries(folder: string, manifest: Manifest, run: ToolRunner): Promise<string[]> {
  const entries = Object.keys(manifest.exports ?? {})
    .filter((entry) => entry !== "./package.json")
    .map((entry) => manifest.name + entry.slice(1));
  const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
  await writeFile(join(folder, "load-entries.mjs"), programText(entries, optional));
  const output = await run("node", ["load-entries.mjs"], { cwd: folder });
  assertNoWarning(output);
  return JSON.parse(output);
}

function programText(entries: readonly string[], optional: readonly string[]): string {
  return `import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const optional = ${JSON.stringify(optional)};
const loaded = [];
for (const entry of ${JSON.stringify(entries)}) {
  try {
    await import(entry);
    require(entry);
    loaded.push(entry);
  } catch (error) {
    if (!/MODULE_NOT_FOUND/.test(error.code) || !optional.some((name) => error.message.includes(\`'\${name}'\`))) throw error;
  }
}
console.log(JSON.stringify(loaded));
`;
}
