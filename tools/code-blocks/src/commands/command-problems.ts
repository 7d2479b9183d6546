import type { Program, Programs } from "./programs.ts";
import type { Command } from "./read-commands.ts";

/** Programs of others, which a block may use as it likes. */
const OF_OTHERS: readonly string[] = [
  "aws",
  "cat",
  "cd",
  "cp",
  "curl",
  "eval",
  "export",
  "git",
  "mkdir",
  "openssl",
];

/** Commands of pnpm itself, which come before scripts of the same name. */
const OF_PNPM: readonly string[] = ["exec", "install"];

/** Scripts that `run` alone reaches, as pnpm has commands of their names. */
const BEHIND_RUN: readonly string[] = ["docs"];

/** Scripts whose arguments are for a program of others. */
const FOREIGN_SCRIPTS: readonly string[] = ["cdk", "changeset"];

/** Scripts that take no arguments of a reader. */
const BARE_SCRIPTS: readonly string[] = ["build", "check", "test"];

/** What is wrong with a command: a program, a script, a package or a flag that there is not. */
export function commandProblems([name = "", ...args]: Command, programs: Programs): string[] {
  if (OF_OTHERS.includes(name)) return [];
  if (name === "npm") return npmProblems(args, programs);
  if (name === "npx") return npxProblems(args, programs);
  const program = name === "node" ? programs.ofFile(args[0] ?? "") : programs.ofBin(name);
  if (program === undefined) return [`${name} is no program that is known here`];
  return flagProblems(program, name === "node" ? args.slice(1) : args, programs);
}

function npmProblems([command = "", ...args]: Command, programs: Programs): string[] {
  if (command === "run") return [];
  if (!["install", "i", "init"].includes(command)) return [`npm ${command} is not known here`];
  return args
    .filter((name) => name.startsWith("@unbounded-streams/") && !programs.packages.has(name))
    .map((name) => `${name} is no package of this workspace`);
}

function npxProblems([name = "", ...args]: Command, programs: Programs): string[] {
  if (name === "pnpm@12") return pnpmProblems(args, programs);
  if (name === "cdk") return [];
  const program = programs.ofBin(name);
  return program === undefined
    ? [`npx ${name} starts nothing of this workspace`]
    : flagProblems(program, args, programs);
}

function pnpmProblems([script = "", ...args]: Command, programs: Programs): string[] {
  if (OF_PNPM.includes(script)) return [];
  if (script === "nx") return nxProblems(args, programs);
  if (script === "run") return scriptProblems(args, programs);
  if (BEHIND_RUN.includes(script)) return [`${script} is a command of pnpm's own: write run ${script}`];
  return scriptProblems([script, ...args], programs);
}

function scriptProblems([script = "", ...args]: Command, programs: Programs): string[] {
  if (programs.scripts[script] === undefined) return [`package.json has no script ${script}`];
  if (FOREIGN_SCRIPTS.includes(script) || args.length === 0) return [];
  const program = BARE_SCRIPTS.includes(script) ? undefined : programs.ofScript(script);
  return program === undefined ? [`${script} takes no arguments`] : flagProblems(program, args, programs);
}

/** `nx TARGET PROJECT`, or `nx affected`. */
function nxProblems([command = "", project = ""]: Command, programs: Programs): string[] {
  if (command === "affected" || command === "run-many") return [];
  return programs.projects.has(project) ? [] : [`nx knows no project ${project}`];
}

/** Flags that a program does not tell of in its help, or that of the command that is given. */
function flagProblems(program: Program, args: Command, programs: Programs): string[] {
  const flags = args.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*$/, ""));
  if (flags.length === 0) return [];
  const commands = programs.commandsOf(program);
  const [first = ""] = args;
  // A program with commands does one of them by default.
  const asked = commands.includes(first) ? [[first]] : [[], ...commands.map((command) => [command])];
  const help = asked.map((command) => programs.help(program, command)).join("\n");
  return flags
    .filter((flag) => !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(help))
    .map((flag) => `${program.name} has no ${flag}`);
}
