import { spawnSync } from "node:child_process";
import { commandProblems } from "./command-problems.ts";
import type { Programs } from "./programs.ts";
import { readCommands, writtenFiles } from "./read-commands.ts";

/** What is wrong with a shell script: its syntax, by bash, that of the modules that it writes, and each of its commands. */
export function shellProblems(script: string, programs: Programs): string[] {
  const syntax = syntaxProblems("bash", ["-n"], script);
  if (syntax.length > 0) return syntax;
  const written = writtenFiles(script);
  const modules = [...written].filter(([name]) => name.endsWith(".mjs"));
  return [
    ...modules.flatMap(([, text]) =>
      syntaxProblems(process.execPath, ["--check", "--input-type=module", "-"], text),
    ),
    ...readCommands(script)
      .filter(([program, file = ""]) => !(program === "node" && written.has(file)))
      .flatMap((command) => commandProblems(command, programs)),
  ];
}

function syntaxProblems(program: string, args: readonly string[], input: string): string[] {
  const { status, stderr } = spawnSync(program, args, { input, encoding: "utf8" });
  return status === 0 ? [] : [stderr.trim()];
}
