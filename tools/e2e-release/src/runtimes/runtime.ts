/** The runtimes that README programs are run on, beside the Node.js that runs this tool. */
export const RUNTIMES = ["node22", "node26", "bun", "deno"] as const;
export type Runtime = (typeof RUNTIMES)[number];

/** The Node.js versions that packages promise as their lowest. */
export const LOWEST_NODES = ["22.13.0", "22.19.0"] as const;
export type LowestNode = (typeof LOWEST_NODES)[number];

export const NEWEST_NODE = "26.10.0";
export const BUN = "1.4.5";
export const DENO = "2.9.6";

/** Path of each runtime's program. */
export interface InstalledRuntimes {
  readonly lowestNodes: Readonly<Record<LowestNode, string>>;
  readonly node26: string;
  readonly bun: string;
  readonly deno: string;
}

/** How a program is run: the command, and what stands before the name of its file. */
export function runtimeCommand(
  runtime: Runtime,
  { lowestNode, installed }: { readonly lowestNode: LowestNode; readonly installed: InstalledRuntimes },
): [command: string, ...before: string[]] {
  switch (runtime) {
    case "node22":
      return [installed.lowestNodes[lowestNode]];
    case "node26":
      return [installed.node26];
    case "bun":
      return [installed.bun, "run"];
    case "deno":
      return [installed.deno, "run", "--quiet", "--allow-all", "--no-check", "--node-modules-dir=manual"];
  }
}
