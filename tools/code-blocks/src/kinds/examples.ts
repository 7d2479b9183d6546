import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** A file below an `examples` folder that a test runs. */
export interface Example {
  readonly path: string;
  readonly text: string;
}

/** The examples of a workspace that tests of their own project name, or the folder that they are in. */
export function testedExamples(root: string): Example[] {
  return globSync("{packages,apps,tools}/*/examples/**/*.ts", { cwd: root })
    .sort()
    .filter((path) => isNamedInTests(root, path))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function isNamedInTests(root: string, path: string): boolean {
  const [kind = "", project = ""] = path.split("/");
  return globSync(`${kind}/${project}/test/**/*.ts`, { cwd: root }).some((test) => {
    const text = readFileSync(join(root, test), "utf8");
    return (
      text.includes(`examples/${basename(path)}`) || text.includes(`examples/${basename(dirname(path))}/`)
    );
  });
}

/** Whether a text is, line by line, a part of a file. */
export function isShownBy(text: string, { text: whole }: Example): boolean {
  return `\n${whole.trim()}\n`.includes(`\n${text.trim()}\n`);
}
