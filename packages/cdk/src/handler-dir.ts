import { fileURLToPath } from "node:url";

/*
 * What functions are made of, bundled when this package was built. This file stands directly in `src`, so that the paths are the same
 * from there and from `dist`.
 */

/** The handler of `connection-manager`. */
export const HANDLER_DIR = bundled("handler");

/** The enrichment of a pipe. */
export const UNPACK_DIR = bundled("unpack");

/** The function that archives. */
export const ARCHIVE_DIR = bundled("archive");

function bundled(name: string): string {
  return fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
}
