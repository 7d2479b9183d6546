import { tryCommand } from "@unbounded-streams/testing";
import { StepFailedError, ToolMissingError } from "../errors.ts";

/** The registry that npm is configured with, in a folder. */
export async function upstreamRegistry(cwd: string): Promise<string> {
  const result = await tryCommand("npm", ["config", "get", "registry"], { cwd });
  if (result === undefined) throw new ToolMissingError("npm", "it comes with Node.js");
  const registry = result.output.trim().split("\n").at(-1) ?? "";
  if (!URL.canParse(registry))
    throw new StepFailedError(`npm is configured with no registry, but with ${registry}`);
  return registry;
}
