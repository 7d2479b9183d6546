import { fileURLToPath } from "node:url";

/**
 * The handler of `connection-manager`, bundled when this package was built. This file stands directly in `src`, so that the path is
 * the same from there and from `dist`.
 */
export const HANDLER_DIR = fileURLToPath(new URL("../dist/handler", import.meta.url));
