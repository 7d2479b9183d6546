import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type CodeBlock, placeOf } from "../code-blocks.ts";

/** Where blocks are put, in the project whose packages they import. */
const FOLDER = ".code-blocks";

/** The project for pages that are of none. */
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
  const files = new Map(
    blocks.map((block, index) => [join(folderOf(block, root), `block-${index}.ts`), block]),
  );
  const folders = new Set([...files.keys()].map(dirname));
  const config = join(root, OWN_PROJECT, FOLDER, "tsconfig.json");
  try {
    for (const folder of [...folders, dirname(config)]) await mkdir(folder, { recursive: true });
    for (const [file, { text }] of files) await writeFile(file, `${text}\n`);
    await writeFile(config, JSON.stringify({ compilerOptions: OPTIONS, files: [...files.keys()] }));
    return problemsIn(await compilerOutput(config, root), files, root);
  } finally {
    for (const folder of [...folders, dirname(config)]) await rm(folder, { recursive: true, force: true });
  }
}

function folderOf({ path }: CodeBlock, root: string): string {
  const project = /^(?:packages|apps|tools)\/[^/]+(?=\/)/.exec(path)?.[0] ?? OWN_PROJECT;
  return join(root, project, FOLDER);
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
