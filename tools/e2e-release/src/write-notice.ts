import { readFile, writeFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { bundledFolders } from "./notice/bundled-inputs.ts";
import { completeTerms } from "./notice/complete-terms.ts";
import { noticeText } from "./notice/notice-text.ts";
import { readTerms } from "./notice/read-terms.ts";

/**
 * Writes `dist/NOTICE.txt` of the package in the working directory: the terms of all that the metafiles named on the command
 * line say is bundled. Each metafile lies in the package whose build esbuild made it for.
 */
const folders = new Set<string>();
for (const metafile of process.argv.slice(2)) {
  const path = resolve(metafile);
  const workingDirectory = dirname(findPackageJSON("..", pathToFileURL(path)) ?? path);
  const parsed = JSON.parse(await readFile(path, "utf8"));
  for (const folder of bundledFolders(parsed, workingDirectory)) folders.add(folder);
}
const terms = await Promise.all([...folders].map(readTerms));
await writeFile("dist/NOTICE.txt", noticeText(completeTerms(terms)));
