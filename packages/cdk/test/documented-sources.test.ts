import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { describe, expect, it } from "vitest";
import { propProblems } from "../src/checks/check-props.ts";
import { buildDefaults } from "./support/stacks.ts";

const DOCS = fileURLToPath(new URL("../../../docs/", import.meta.url));

/** The configs of the pages on sources, by the page and what is asked for. */
const configs = ["sources.md", ...globSync("recipes/*.md", { cwd: DOCS }).toSorted()].flatMap((page) =>
  Array.from(
    readFileSync(`${DOCS}${page}`, "utf8").matchAll(/^```json\n([\s\S]*?)^```$/gm),
    ([, json = ""]) => {
      const config = JSON.parse(json);
      return { page, config, address: config.url ?? config.baseUrl };
    },
  ),
);

const { stack } = buildDefaults();
const key = Secret.fromSecretNameV2(stack, "Key", "key");

describe("configs of docs", () => {
  it.each(configs)("are taken as props: $page, $address", ({ config: { keyEnv, ...source } }) => {
    const keyed = keyEnv === undefined ? source : { ...source, key };
    expect(propProblems(stack, { source: keyed })).toEqual([]);
  });
});
