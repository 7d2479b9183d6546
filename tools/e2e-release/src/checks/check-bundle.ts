import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { type Bundling, REQUIRE_BANNER, type WhereItRuns } from "../runtimes/where-it-runs.ts";
import type { ToolRunner } from "../strangers/run-tool.ts";

/** What esbuild is told for an ES module. */
const OPTIONS: Readonly<Record<Bundling, BuildOptions>> = {
  plain: {},
  "main-fields": { mainFields: ["module", "main"] },
  banner: { banner: { js: REQUIRE_BANNER } },
};

/** Bundles entries of an installed package with esbuild, and runs the bundle. */
export async function checkBundle(
  folder: string,
  {
    entries,
    format,
    where: { bundling, external = [] },
    run,
  }: {
    readonly entries: readonly string[];
    readonly format: "esm" | "cjs";
    readonly where: WhereItRuns;
    readonly run: ToolRunner;
  },
): Promise<void> {
  const uses = entries.map(
    (entry, index) => `import * as entry${index} from ${JSON.stringify(entry)};\nconsole.log(entry${index});`,
  );
  const outfile = join(folder, format === "esm" ? "bundled.mjs" : "bundled.cjs");
  await build({
    stdin: { contents: uses.join("\n"), resolveDir: folder },
    outfile,
    bundle: true,
    format,
    platform: "node",
    external: [...external],
    ...(format === "esm" ? OPTIONS[bundling] : {}),
    logLevel: "silent",
  });
  await run("node", [outfile], { cwd: folder });
}
