import { glob, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cachedFolder, runCommand } from "@unbounded-streams/testing";
import { StepFailedError } from "../errors.ts";
import { BUN, DENO, type InstalledRuntimes, NEWEST_NODE } from "./runtime.ts";

/** Installs the runtimes from npm, once per user, into `~/.cache/unbounded-streams`. Their programs come inside packages of a platform. */
export async function installRuntimes(): Promise<InstalledRuntimes> {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const node = (version: string) => `npm:node-${platform}-${process.arch}@${version}`;
  const manifest = JSON.stringify({
    private: true,
    dependencies: {
      "node22.13": node("22.13.0"),
      "node22.19": node("22.19.0"),
      node26: node(NEWEST_NODE),
      bun: BUN,
      deno: DENO,
    },
  });
  const folder = await cachedFolder({
    name: "runtimes",
    madeOf: [manifest],
    async fill(folder) {
      await writeFile(join(folder, "package.json"), manifest);
      await runCommand("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: folder });
    },
  });
  const program = (pattern: string) => found(join(folder, "node_modules"), pattern);
  return {
    lowestNodes: {
      "22.13.0": await program("node22.13/bin/node{,.exe}"),
      "22.19.0": await program("node22.19/bin/node{,.exe}"),
    },
    node26: await program("node26/bin/node{,.exe}"),
    bun: await program("@oven/bun-*/bin/bun{,.exe}"),
    deno: await program("@deno/*/deno{,.exe}"),
  };
}

async function found(folder: string, pattern: string): Promise<string> {
  for await (const file of glob(pattern, { cwd: folder })) return join(folder, file);
  throw new StepFailedError(
    `no ${pattern} below ${folder}: remove the folder above it, to have it made again`,
  );
}
