import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CfnResource } from "aws-cdk-lib";
import { describe, expect, it, vi } from "vitest";
import {
  type BuiltStack,
  buildDefaults,
  buildEverything,
  buildFleet,
  buildLittle,
  buildOutlets,
} from "./support/stacks.ts";

/** The validation loads its rules with the first template. */
vi.setConfig({ testTimeout: 120_000 });

/** What the CDK's own validation of CloudFormation finds. The report names only plugins that have found something. */
async function findingsOf({ app }: BuiltStack): Promise<unknown[]> {
  const { directory } = app.synth({ errorOnDuplicateSynth: false });
  const report = JSON.parse(await readFile(join(directory, "validation-report.json"), "utf8"));
  return report.pluginReports.flatMap(({ violations }: { violations: unknown[] }) => violations);
}

describe("the CDK's own validation of CloudFormation", () => {
  it.each([
    ["defaults", buildDefaults],
    ["everything", buildEverything],
    ["fleet", buildFleet],
    ["outlets", buildOutlets],
  ])("finds nothing in the synthesized app: %s", async (_, buildStack) => {
    expect(await findingsOf(buildStack(true))).toEqual([]);
  });

  it("would have found something", async () => {
    const built = buildLittle(true);
    new CfnResource(built.stack, "Wrong", { type: "AWS::S3::Bucket", properties: { NoSuchProperty: 1 } });
    expect(JSON.stringify(await findingsOf(built))).toContain("NoSuchProperty");
  });
});
