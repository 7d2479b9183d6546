import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { missingFiles } from "./tarball/missing-files.ts";

/** Fails when the package in the working directory is not whole: then nothing is packed, nor published. */
const folder = process.cwd();
const manifest = JSON.parse(await readFile("package.json", "utf8"));
const missing = await missingFiles(folder, manifest, resolve("../.."));
if (missing.length > 0) {
  process.stderr.write(
    `${manifest.name} is not packed: without ${missing.join(", ")}. Build it first: npx pnpm@12 build\n`,
  );
  process.exitCode = 1;
}
