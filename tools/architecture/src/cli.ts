import { fileURLToPath } from "node:url";
import { checkArrows } from "./check-arrows.ts";
import { checkDocstrings } from "./check-docstrings.ts";
import { checkErrorCodes } from "./check-error-codes.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const arrows = await checkArrows(root);
const docstrings = checkDocstrings(root);
const errorCodes = checkErrorCodes(root);
const violations = [...arrows.violations, ...docstrings.violations, ...errorCodes.violations];
for (const violation of violations) process.stderr.write(`${violation}\n`);
process.stdout.write(
  `${arrows.modules} modules, ${arrows.imports} imports: ${arrows.violations.length} against the arrows of tools/architecture/src/arrows.ts\n` +
    `${docstrings.names} public names: ${docstrings.violations.length} without a docstring\n` +
    `${errorCodes.codes} error codes: ${errorCodes.violations.length} against the pages of docs/errors\n`,
);
process.exitCode = violations.length === 0 ? 0 : 1;
