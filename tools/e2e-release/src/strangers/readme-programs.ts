import { glob, readFile } from "node:fs/promises";
import { builtinModules } from "node:module";
import { join } from "node:path";

/** A program that a README shows. */
export interface ReadmeProgram {
  /** File name, such as `basic.ts`. */
  readonly name: string;
  readonly text: string;
}

/** The examples of a package that its README shows whole. */
export async function readmePrograms(packageFolder: string): Promise<ReadmeProgram[]> {
  const readme = await readFile(join(packageFolder, "README.md"), "utf8");
  const programs: ReadmeProgram[] = [];
  for await (const file of glob("*.ts", { cwd: join(packageFolder, "examples") })) {
    const text = await readFile(join(packageFolder, "examples", file), "utf8");
    if (readme.includes(text.trim())) programs.push({ name: file, text });
  }
  return programs.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The packages that programs import, without Node's own modules. */
export function importedPackages(programs: readonly ReadmeProgram[]): Set<string> {
  const names = programs.flatMap(({ text }) =>
    [...text.matchAll(/\bfrom "((?:@[^/"]+\/)?[^/"@.][^/"]*)/g)].map(([, name]) => name ?? ""),
  );
  return new Set(names.filter((name) => !name.startsWith("node:") && !builtinModules.includes(name)));
}

/** What a README says is installed beside its package. */
export async function installedBeside(packageFolder: string): Promise<string[]> {
  const readme = await readFile(join(packageFolder, "README.md"), "utf8");
  return /^npm install (.+)$/m.exec(readme)?.[1]?.split(" ") ?? [];
}
