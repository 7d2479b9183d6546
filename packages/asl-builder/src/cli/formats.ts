import { toJson } from "../render/json.ts";
import { toMermaid } from "../render/mermaid.ts";
import { type SamOptions, toSam } from "../render/sam.ts";
import { toTerraform } from "../render/terraform.ts";
import { type ServerlessEntry, toYaml } from "../render/yaml.ts";
import type { StateMachineDefinition } from "../states/asl.ts";
import type { Given } from "./given.ts";
import { UsageError } from "./usage-error.ts";

/** What `--format` may be. */
export const FORMATS = ["json", "yaml", "mermaid", "sam", "terraform"] as const;

type Format = (typeof FORMATS)[number];

/**
 * Writes the machine in the format that is asked for, JSON by default.
 *
 * @throws UsageError for an unknown format, or an option that goes with another one
 */
export function writeFormat(definition: StateMachineDefinition, given: Given): string {
  const format = formatOf(given);
  const serverless = serverlessEntryOf(given, format);
  const sam = samOptionsOf(given, format);
  switch (format) {
    case "json":
      return toJson(definition);
    case "yaml":
      return toYaml(definition, serverless === undefined ? {} : { serverless });
    case "mermaid":
      return toMermaid(definition);
    case "sam":
      return toSam(definition, sam);
    case "terraform":
      return toTerraform(definition);
  }
}

function formatOf({ format }: Given): Format {
  const known = FORMATS.find((name) => name === format);
  if (known === undefined) {
    throw new UsageError(`--format is ${JSON.stringify(format)}, allowed is ${FORMATS.join(", ")}`);
  }
  return known;
}

function serverlessEntryOf(given: Given, format: Format): ServerlessEntry | undefined {
  const { serverless: id, machineName: name, httpPath: path } = given;
  if (id === undefined && name !== undefined) throw new UsageError("--machine-name needs --serverless");
  if (id === undefined && path !== undefined) throw new UsageError("--http-path needs --serverless");
  if (id === undefined) return undefined;
  if (format !== "yaml") throw new UsageError("--serverless needs --format yaml");
  return { id, ...(name === undefined ? {} : { name }), ...(path === undefined ? {} : { path }) };
}

function samOptionsOf({ samId: id }: Given, format: Format): SamOptions {
  if (id === undefined) return {};
  if (format !== "sam") throw new UsageError("--sam-id needs --format sam");
  return { id };
}
