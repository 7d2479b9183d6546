import { spawnSync } from "node:child_process";
import { mendBumps } from "./bumps/mend-bumps.ts";

/** Gives the packages their next versions, also those that only have changed code inside. */
for (const { packageName, moved } of await mendBumps(process.cwd())) {
  process.stderr.write(`${packageName}: a patch, for ${moved.join(", ")} inside\n`);
}
const { status } = spawnSync("changeset", ["version"], { stdio: "inherit" });
process.exitCode = status ?? 1;
