import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Stage } from "aws-cdk-lib";
import { type AssetCode, Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { deployedDir } from "../handler-dir.ts";
import type { SourceProps } from "../props/source-props.ts";
import { plainVariables } from "./source-definition.ts";

/** The file beside the handler in which named sources stand. */
export const SOURCES_FILE = "sources.json";

/** The handler, and what sources are named, if any are. */
export function functionCode(
  scope: Construct,
  sources: Readonly<Record<string, SourceProps>> | undefined,
): AssetCode {
  if (sources === undefined) return Code.fromAsset(deployedDir("handler"));
  const folder = join(Stage.of(scope)?.outdir ?? "cdk.out", `handler.${scope.node.addr}`);
  cpSync(deployedDir("handler"), folder, { recursive: true });
  writeFileSync(join(folder, SOURCES_FILE), `${JSON.stringify(sourceVariables(sources), null, 2)}\n`);
  return Code.fromAsset(folder);
}

/** The variables of each source, by name. */
export function sourceVariables(
  sources: Readonly<Record<string, SourceProps>>,
): Record<string, Record<string, string>> {
  const entries = Object.entries(sources).map(([name, source]) => [name, plainVariables(source)]);
  return Object.fromEntries(entries);
}
