import { runAudit } from "./audit/run-audit.ts";

/**
 * Fails when an advisory of moderate severity or more holds for what is used beside development. A registry that does not tell
 * advisories is said as that, and fails only with `--required`.
 */
const isRequired = process.argv.includes("--required");
const verdict = await runAudit(process.cwd());
switch (verdict.kind) {
  case "clean":
    process.stdout.write(`no advisory for ${verdict.looked} dependencies\n`);
    break;
  case "vulnerable":
    process.stdout.write(`vulnerable:\n${verdict.findings.map((finding) => `  ${finding}\n`).join("")}`);
    process.exitCode = 1;
    break;
  case "unreachable":
    process.stdout.write(`not reachable, so nothing was looked up: ${verdict.reason}\n`);
    process.exitCode = isRequired ? 2 : 0;
}
