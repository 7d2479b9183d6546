import { fileURLToPath } from "node:url";

/** What functions are made of: the handler of `connection-manager`, the enrichment of a pipe, the function that archives. */
export type DeployedCode = "handler" | "unpack" | "archive";

/**
 * The folder of a function's code, bundled when this package was built. This file stands directly in `src`, so that the path is the same
 * from there and from `dist`. It is asked for late, because a bundle in CommonJS knows no place of its own and is to be loaded all the same.
 */
export function deployedDir(name: DeployedCode): string {
  return fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
}
