import { rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { trim } from "./trim.ts";

/** What the function needs less of than the packages that it comes from: each with what stands in its place, for one importer or for all. */
const LIGHTER: readonly [path: RegExp, substitute: string, importer?: RegExp][] = [
  [/^undici\/index\.js$/, "undici-proxies.mjs", /[/\\]proxied-connection\.js$/],
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
    for (const [filter, substitute, by = /^/] of LIGHTER) {
      const path = fileURLToPath(new URL(`bundled/${substitute}`, import.meta.url));
      onResolve({ filter }, ({ importer }) => (by.test(importer) ? { path } : undefined));
    }
  },
};

/** S3's client stands in a file of its own, which is loaded for the first dead letter that goes to a bucket. */
const s3Apart: Plugin = {
  name: "s3-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^@aws-sdk\/client-s3$/ }, () => ({ path: "./s3.mjs", external: true }));
  },
};

/**
 * ESM with everything inside, the AWS SDK too. Names are kept, because Step Functions matches errors by theirs; `require` is made for
 * the CommonJS parts (undici), which ask for Node's own modules. `esbuildDetection` is undici's own switch with which it
 * leaves its second, experimental parser out, as in the build for Node's core.
 */
const SETTINGS = {
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
  minify: true,
  keepNames: true,
  sourcemap: "external",
  legalComments: "linked",
  metafile: true,
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
} satisfies BuildOptions;

/**
 * Makes the deployable: what most sources need is in the entry and what it imports, the rest in chunks of their own, loaded when a source
 * needs it. S3's client is bundled by itself: esbuild puts what two entries reach by the same index of a package where both load it, used
 * there or not, so that the handler would start with the parts of the SDK that only S3 uses.
 */
await rm("dist/bundle", { recursive: true, force: true });
const handler = await build({
  ...SETTINGS,
  entryPoints: { index: "src/lambda.ts" },
  plugins: [s3Apart, lighter, trim],
});
const s3 = await build({
  ...SETTINGS,
  entryPoints: { s3: "scripts/bundled/s3.mjs" },
  plugins: [lighter, trim],
});
const metafile = {
  inputs: { ...handler.metafile.inputs, ...s3.metafile.inputs },
  outputs: { ...handler.metafile.outputs, ...s3.metafile.outputs },
};
await writeFile("dist/bundle/meta.json", JSON.stringify(metafile));
