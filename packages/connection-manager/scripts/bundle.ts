import { writeFile } from "node:fs/promises";
import { build } from "esbuild";

/**
 * Makes the deployable: one ESM file with everything inside, the AWS SDK too. Names are kept, because Step Functions
 * matches errors by theirs; `require` is made for the CommonJS parts (undici), which ask for Node's own modules.
 */
const { metafile } = await build({
  entryPoints: ["src/lambda.ts"],
  outfile: "dist/bundle/index.mjs",
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22",
  mainFields: ["module", "main"],
  conditions: ["module"],
  minify: true,
  keepNames: true,
  sourcemap: "external",
  legalComments: "linked",
  metafile: true,
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
});
await writeFile("dist/bundle/meta.json", JSON.stringify(metafile));
