import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { codeDigest } from "../src/code-digest.ts";
import type { BuiltWith } from "../src/handler-dir.ts";

/** Of an app's CDK there must be one, so that it stays outside. */
const CODE = {
  entryPoints: ["src/index.ts"],
  bundle: true,
  platform: "node",
  target: "node22",
  external: ["aws-cdk-lib", "aws-cdk-lib/*", "constructs"],
  legalComments: "none",
  metafile: true,
} satisfies BuildOptions;

/** The functions of this package's own: each alone in its folder, with all that it needs inside. */
for (const [name, entry] of [
  ["unpack", import.meta.resolve("../src/deployed/unpack.ts")],
  ["archive", import.meta.resolve("../src/deployed/archive.ts")],
] as const) {
  await rm(`dist/${name}`, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [fileURLToPath(entry)],
    outfile: `dist/${name}/index.mjs`,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    mainFields: ["module", "main"],
    conditions: ["module"],
    minify: true,
    keepNames: true,
    legalComments: "linked",
    metafile: true,
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  await writeMetafile(name, metafile);
}

/** The handler is an entry and the chunks that it loads when it needs them. */
const bundleDir = fileURLToPath(
  new URL(".", import.meta.resolve("@unbounded-streams/connection-manager/bundle")),
);
await rm("dist/handler", { recursive: true, force: true });
await mkdir("dist/handler", { recursive: true });
for (const name of await readdir(bundleDir)) {
  if (/\.mjs$|\.LEGAL\.txt$/.test(name)) await copyFile(join(bundleDir, name), join("dist/handler", name));
}

/**
 * Makes the package stand alone: its code with that of the workspace's packages inside, and what tells the functions' code, which is there
 * by now, from that of other builds. The code is there once, as CommonJS, which ES modules have through a door: an app that loads it both
 * ways has one of each class.
 */
const { metafile } = await build({
  ...CODE,
  outfile: "dist/cjs/index.js",
  format: "cjs",
  define: { "import.meta.url": "__ownUrl" },
  banner: {
    js:
      '"use strict"; const __ownUrl = typeof __filename === "string" ? require("node:url").pathToFileURL(__filename).href : undefined;\n' +
      `const __builtWith = ${JSON.stringify(await builtWith())};`,
  },
});
await writeMetafile("index", metafile);
await writeFile("dist/cjs/package.json", '{ "type": "commonjs" }\n');
await writeFile("dist/index.js", `export { ${(await exportedNames()).join(", ")} } from "./cjs/index.js";\n`);
await writeFile("dist/index.d.ts", 'export * from "./cjs/index.js";\n');

/** What an app that is bundled with this package inside may deploy. */
async function builtWith(): Promise<BuiltWith> {
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  return {
    version,
    digests: {
      handler: codeDigest("dist/handler"),
      unpack: codeDigest("dist/unpack"),
      archive: codeDigest("dist/archive"),
    },
  };
}

/** What there is to import: only of ES modules does esbuild tell it. */
async function exportedNames(): Promise<readonly string[]> {
  const { metafile } = await build({ ...CODE, outfile: "dist/index.js", format: "esm", write: false });
  return metafile.outputs["dist/index.js"]?.exports ?? [];
}

/** What came into a bundle, of which `dist/NOTICE.txt` is made. */
async function writeMetafile(name: string, metafile: Metafile): Promise<void> {
  await mkdir("dist/metafiles", { recursive: true });
  await writeFile(`dist/metafiles/${name}.json`, JSON.stringify(metafile));
}
