import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PythonMissingError } from "@unbounded-streams/testing";
import { lintTemplates } from "./lint-templates.ts";

const CDK_DIR = fileURLToPath(new URL(".", import.meta.resolve("@unbounded-streams/cdk/package.json")));

/** Those of the construct's variants, which a test of `packages/cdk` keeps up to date. */
const variants = () => globSync(`${CDK_DIR}test/fixtures/*.template.json`);

const named = process.argv.slice(2);
const templates = named.length > 0 ? named : variants();

try {
  process.exitCode = await lintTemplates(templates, process.stdout);
} catch (error) {
  if (!(error instanceof PythonMissingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
