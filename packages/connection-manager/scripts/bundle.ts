import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";

/** What the function needs less of than the packages that it comes from: each with what stands in its place. */
const LIGHTER: readonly [path: RegExp, substitute: string][] = [
  [/^undici(?:\/index\.js)?$/, "undici.mjs"],
  [/^bowser$/, "no-browser.mjs"],
  [/^\.\/client-h2(?:\.js)?$/, "late-http2.cjs"],
  [/^mnemonist\/lru-cache$/, "lru-cache.mjs"],
  [/^\.\.\/web\/(?:fetch\/(?:body|formdata)|webidl)(?:\.js)?$/, "no-form-data.cjs"],
  [/^\.\.\/llhttp\/llhttp-wasm\.js$/, "no-wasm-without-simd.cjs"],
  [/^@aws-sdk\/credential-provider-node$/, "environment-credentials.mjs"],
];

const lighter: Plugin = {
  name: "lighter",
  setup({ onResolve }) {
    for (const [filter, substitute] of LIGHTER) {
      const path = fileURLToPath(new URL(`bundled/${substitute}`, import.meta.url));
      onResolve({ filter }, () => ({ path }));
    }
  },
};

/**
 * Makes the deployable: ESM with everything inside, the AWS SDK too; what a source with a secret key needs is in chunks
 * of their own, loaded when it is. Names are kept, because Step Functions matches errors by theirs; `require` is made for
 * the CommonJS parts (undici), which ask for Node's own modules. `esbuildDetection` is undici's own switch with which it
 * leaves its second, experimental parser out, as in the build for Node's core.
 */
await rm("dist/bundle", { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: { index: "src/lambda.ts" },
  outdir: "dist/bundle",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  chunkNames: "[name]-[hash]",
  format: "esm",
  platform: "node",
  target: "node22",
  mainFields: ["module", "main"],
  conditions: ["module"],
  define: { esbuildDetection: "1" },
  plugins: [lighter],
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
