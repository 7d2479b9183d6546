import { fileURLToPath } from "node:url";
import { checkArrows } from "./check-arrows.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { modules, imports, violations } = await checkArrows(root);
for (const violation of violations) process.stderr.write(`${violation}\n`);
process.stdout.write(
  `${modules} modules, ${imports} imports: ${violations.length} against the arrows of tools/architecture/src/arrows.ts\n`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
