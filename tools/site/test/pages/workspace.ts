import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { listPages } from "../../src/pages/list-pages.ts";
import { type Staged, stagePages } from "../../src/pages/stage-pages.ts";

/** Makes a workspace of some files, stages its pages, and gives what is made of them. */
export function staged(files: Readonly<Record<string, string>>): Staged {
  const root = mkdtempSync(join(tmpdir(), "site-pages-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return stagePages(root, listPages(root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
