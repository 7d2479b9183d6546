import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StepFailedError } from "../errors.ts";
import type { ToolRunner } from "../strangers/run-tool.ts";

const SOURCE = "packages/event-sink/src/errors.ts";
/** The words before. */
export const UNPATCHED = "give the sink a dead-letter store to keep it";

/** The patch: words of a message, which stand in whatever has the code inside. */
export const PATCHED = "give the sink a dead-letter store, or lose it";

/** Packages whose build changes with event-sink, in the order of their builds. */
const REBUILT = ["event-sink", "connection-manager", "cdk"];

/** Changes event-sink in a copy of the workspace, with a changeset for it alone, and builds what it is inside. */
export async function plantPatch(copy: string, run: ToolRunner): Promise<void> {
  const file = join(copy, SOURCE);
  const text = await readFile(file, "utf8");
  if (!text.includes(UNPATCHED))
    throw new StepFailedError(`${SOURCE} does not say "${UNPATCHED}" any more: choose other words`);
  await writeFile(file, text.replace(UNPATCHED, PATCHED));
  await writeFile(
    join(copy, ".changeset/patch-of-event-sink.md"),
    '---\n"@unbounded-streams/event-sink": patch\n---\n\nOther words.\n',
  );
  for (const name of REBUILT) await run("pnpm", ["run", "build"], { cwd: join(copy, "packages", name) });
}
