import { copyFile, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** What the page consists of beside its script: taken as it is. */
const COPIED = ["index.html", "icon.svg"];

await mkdir("dist/page", { recursive: true });
await build({
  entryPoints: { page: "src/page/main.tsx" },
  outdir: "dist/page",
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2023",
  tsconfig: "tsconfig.page.json",
  minify: true,
  legalComments: "none",
});
await build({ entryPoints: ["src/page/page.css"], outdir: "dist/page", bundle: true, minify: true });
for (const file of COPIED) await copyFile(join("src/page", file), join("dist/page", file));
// What has come into the script says under which terms.
const preact = dirname(createRequire(import.meta.url).resolve("preact/package.json"));
await copyFile(join(preact, "LICENSE"), "dist/page/preact.LICENSE.txt");
