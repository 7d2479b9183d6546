import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PythonMissingError, pythonTool } from "@unbounded-streams/testing";

/**
 * Checks templates with cfn-lint, which is installed on first use: those of the construct's variants, which a test keeps up to date, or
 * those that are named on the command line.
 */
const CFN_LINT = { name: "cfn-lint", version: "1.58.0" };
/** The CDK itself makes functions and state machines depend on a role that they already refer to. */
const IGNORED = "W3005";
const PACKAGE_DIR = fileURLToPath(new URL("..", import.meta.url));
const CACHE_DIR = fileURLToPath(new URL("../../../node_modules/.cache/unbounded-streams", import.meta.url));

const named = process.argv.slice(2);
const templates = named.length > 0 ? named : globSync(`${PACKAGE_DIR}test/fixtures/*.template.json`);

try {
  const program = await pythonTool({ ...CFN_LINT, cacheDir: CACHE_DIR });
  const [code] = await once(
    spawn(program, ["--ignore-checks", IGNORED, "--", ...templates], { stdio: "inherit" }),
    "exit",
  );
  process.stdout.write(
    `cfn-lint: ${templates.length} templates, ${code === 0 ? "no findings" : "see above"}\n`,
  );
  process.exitCode = code ?? 1;
} catch (error) {
  if (!(error instanceof PythonMissingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
