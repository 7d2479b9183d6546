import { join } from "node:path";
import { build } from "esbuild";
import type { ToolRunner } from "../strangers/run-tool.ts";

/** What an app has one of, and installs itself. */
const OUTSIDE = ["aws-cdk-lib", "aws-cdk-lib/*", "constructs"];

/** CommonJS inside (undici) asks for Node's own modules by `require`, which ESM has not. */
const REQUIRE =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** Bundles entries of an installed package with esbuild, and runs the bundle. */
export async function checkBundle(
  folder: string,
  {
    entries,
    format,
    run,
  }: { readonly entries: readonly string[]; readonly format: "esm" | "cjs"; readonly run: ToolRunner },
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
    external: OUTSIDE,
    banner: { js: format === "esm" ? REQUIRE : "" },
    logLevel: "silent",
  });
  await run("node", [outfile], { cwd: folder });
}
