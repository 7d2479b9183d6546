import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type CodeBlock, placeOf } from "../code-blocks.ts";

/** How the folders begin that blocks are put in, each in the project whose packages they import, and each of one check alone. */
const FOLDER = ".code-blocks-";

/** Has the compiler's configuration, and the blocks of pages that are of no project. */
const OWN_PROJECT = "tools/code-blocks";

const OPTIONS = {
  target: "es2024",
  lib: ["es2024", "dom"],
  module: "nodenext",
  moduleResolution: "nodenext",
  moduleDetection: "force",
  types: ["node"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/**
 * What the compiler says of blocks, each a module in the project whose README it is in.
 *
 * @returns by block, the lines of its errors
 */
export async function typeProblems(
  blocks: readonly CodeBlock[],
  root: string,
): Promise<Map<CodeBlock, string[]>> {
  const projects = Map.groupBy(blocks, projectOf);
  const folders = new Map<string, string>();
  try {
    for (const project of new Set([OWN_PROJECT, ...projects.keys()])) {
      folders.set(project, await mkdtemp(join(root, project, FOLDER)));
    }
    const files = new Map(
      blocks.map((block, index) => [join(folders.get(projectOf(block)) ?? root, `block-${index}.ts`), block]),
    );
    for (const [file, { text }] of files) await writeFile(file, `${text}\n`);
    const config = join(folders.get(OWN_PROJECT) ?? root, "tsconfig.json");
    await writeFile(config, JSON.stringify({ compilerOptions: OPTIONS, files: [...files.keys()] }));
    return problemsIn(await compilerOutput(config, root), files, root);
  } finally {
    for (const folder of folders.values()) await rm(folder, { recursive: true, force: true });
  }
}

/** The project of a block's document, or the one for pages that are of none. */
function projectOf({ path }: CodeBlock): string {
  return /^(?:packages|apps|tools)\/[^/]+(?=\/)/.exec(path)?.[0] ?? OWN_PROJECT;
}

/** The compiler ends with another code than 0 when it has something to say. */
async function compilerOutput(config: string, root: string): Promise<string> {
  const compiler = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")));
  const run = promisify(execFile)(process.execPath, [compiler, "-p", config, "--pretty", "false"], {
    cwd: root,
  });
  return run.then(
    ({ stdout }) => stdout,
    (error: { readonly stdout?: string }) => {
      if (!error.stdout) throw error;
      return error.stdout;
    },
  );
}

function problemsIn(
  output: string,
  files: ReadonlyMap<string, CodeBlock>,
  root: string,
): Map<CodeBlock, string[]> {
  const problems = new Map<CodeBlock, string[]>();
  for (const line of output.split("\n")) {
    const [, path = "", row = "", message = ""] = /^(\S[^(]*)\((\d+),\d+\): error (.*)$/.exec(line) ?? [];
    const block = files.get(join(root, path));
    if (block === undefined) continue;
    const there = placeOf({ ...block, line: block.line + Number(row) });
    problems.set(block, [...(problems.get(block) ?? []), `${there}: ${message}`]);
  }
  return problems;
}
