import { basename } from "node:path";
import { tryCommand } from "@unbounded-streams/testing";
import { StepFailedError, ToolMissingError } from "../errors.ts";

/** The package managers that packages are installed by. */
export const MANAGERS = ["npm", "pnpm", "yarn"] as const;
export type Manager = (typeof MANAGERS)[number];

/** A tool by its name, or the path of a program and what stands before its arguments. */
export type Tool = Manager | "node" | readonly [command: string, ...before: string[]];

/** Runs a tool in a folder; resolves with what it printed. */
export type ToolRunner = (
  tool: Tool,
  args: readonly string[],
  options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
) => Promise<string>;

const LAST_LINES = 25;
const MAX_LINE_LENGTH = 300;
const YARN = new URL(import.meta.resolve("@yarnpkg/cli-dist/bin/yarn.js")).pathname;
const REMEDIES = {
  npm: "it comes with Node.js",
  npx: "it comes with Node.js",
  node: "install Node.js",
};

/**
 * Makes what runs tools as somebody would who has nothing configured but the registry: without the settings of whoever runs
 * this, and of the package manager that this was started by.
 *
 * @param settings environment variables that all tools get
 */
export function toolRunner(cwd: string, settings: Readonly<Record<string, string>>): ToolRunner {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|pnpm_|yarn_|node_options$)/i.test(name),
  );
  const base = { ...Object.fromEntries(own), ...settings };
  return async (tool, args, options = {}) => {
    const [command, ...before] = commandOf(tool);
    const result = await tryCommand(command, [...before, ...args], {
      cwd: options.cwd ?? cwd,
      env: { ...base, ...options.env },
    });
    if (result === undefined) {
      throw new ToolMissingError(command, REMEDIES[command as keyof typeof REMEDIES] ?? "install it");
    }
    if (result.exitCode !== 0) {
      const last = result.output.trimEnd().split("\n").slice(-LAST_LINES);
      const lines = last.map((line) => line.slice(0, MAX_LINE_LENGTH)).join("\n");
      throw new StepFailedError(
        `${[command, ...before, ...args].join(" ")} ended with ${result.exitCode}:\n${lines}`,
      );
    }
    return result.output;
  };
}

/** Of pnpm, the one that runs this, or the one that everybody gets. */
function commandOf(tool: Tool): readonly [command: string, ...before: string[]] {
  if (typeof tool !== "string") return tool;
  if (tool === "node") return [process.execPath];
  if (tool === "yarn") return [process.execPath, YARN];
  if (tool === "npm") return ["npm"];
  const running = process.env.npm_execpath ?? "";
  return basename(running) === "pnpm" ? [running] : ["npx", "--yes", "pnpm@12"];
}
