import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReadmeProgram } from "../strangers/readme-programs.ts";
import type { ToolRunner } from "../strangers/run-tool.ts";

/** Type-checks programs in the folder that they are in, with the declarations of all that is installed there. */
export async function checkTypes(
  folder: string,
  programs: readonly ReadmeProgram[],
  run: ToolRunner,
): Promise<void> {
  const settings = {
    compilerOptions: {
      strict: true,
      module: "nodenext",
      target: "esnext",
      types: ["node"],
      skipLibCheck: false,
      noEmit: true,
    },
    files: programs.map(({ name }) => name),
  };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
  await run("node", [await compiler(), "-p", "."], { cwd: folder });
}

async function compiler(): Promise<string> {
  const manifest = new URL(import.meta.resolve("typescript/package.json"));
  const { bin } = JSON.parse(await readFile(manifest, "utf8"));
  return fileURLToPath(new URL(bin.tsc, manifest));
}
