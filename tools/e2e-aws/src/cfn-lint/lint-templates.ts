import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { pythonTool } from "@unbounded-streams/testing";

const CFN_LINT = { name: "cfn-lint", version: "1.58.0" };
/** The CDK itself makes functions and state machines depend on a role that they already refer to. */
const IGNORED = "W3005";
const CACHE_DIR = fileURLToPath(
  new URL("../../../../node_modules/.cache/unbounded-streams", import.meta.url),
);

/**
 * Checks templates with cfn-lint, which is installed on first use.
 *
 * @param output takes the findings
 * @returns cfn-lint's exit code: 0 when it finds nothing
 * @throws PythonMissingError when there is no Python to install it with
 */
export async function lintTemplates(
  templates: readonly string[],
  output: NodeJS.WriteStream,
): Promise<number> {
  const program = await pythonTool({ ...CFN_LINT, cacheDir: CACHE_DIR });
  const cfnLint = spawn(program, ["--ignore-checks", IGNORED, "--", ...templates], {
    stdio: ["ignore", output, process.stderr],
  });
  const [exitCode] = await once(cfnLint, "exit");
  const verdict = exitCode === 0 ? "no findings" : "see above";
  output.write(`cfn-lint: ${templates.length} templates, ${verdict}\n`);
  return exitCode ?? 1;
}
