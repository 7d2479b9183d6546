import { missingBumpText } from "./bumps/missing-bumps.ts";
import { readMissingBumps } from "./bumps/read-missing-bumps.ts";

/** Fails when a change would not reach the users of a package that has the changed code inside. */
const missing = await readMissingBumps(process.cwd());
for (const bump of missing) process.stderr.write(`${missingBumpText(bump)}\n`);
if (missing.length > 0) process.exitCode = 1;
