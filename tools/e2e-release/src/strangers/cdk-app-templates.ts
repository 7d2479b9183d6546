import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { StepFailedError } from "../errors.ts";
import type { ToolRunner } from "./run-tool.ts";

const APP = `const { UnboundedStreams } = require("@unbounded-streams/cdk");
const { App, Stack } = require("aws-cdk-lib");
const { Bucket } = require("aws-cdk-lib/aws-s3");

const app = new App();
const source = { baseUrl: "https://example.com", format: "sse" };
const streams = new UnboundedStreams(new Stack(app, "Compared"), "Streams", { source, writeMode: "packed" });
streams.archiveTo(new Bucket(streams, "Archive"));
new UnboundedStreams(new Stack(app, "Fleet"), "Streams", { source, streamsPerFunction: 50 });
app.synth();
`;
const STACKS = ["Compared", "Fleet"];

/** Fails when an app makes another template with the lowest peers than with those of the workspace. */
export async function compareTemplates(
  folders: { readonly lowest: string; readonly newest: string },
  run: ToolRunner,
): Promise<void> {
  const lowest = await templatesIn(folders.lowest, run);
  const newest = await templatesIn(folders.newest, run);
  for (const [index, stack] of STACKS.entries()) {
    if (!isDeepStrictEqual(lowest[index], newest[index])) {
      throw new StepFailedError(
        `the stack ${stack} is another one with the lowest peers: compare compared.out in ${folders.lowest} and ${folders.newest}`,
      );
    }
  }
}

async function templatesIn(folder: string, run: ToolRunner): Promise<unknown[]> {
  const out = join(folder, "compared.out");
  await writeFile(join(folder, "compared.cjs"), APP);
  await run("node", ["compared.cjs"], { cwd: folder, env: { CDK_OUTDIR: out, CDK_VALIDATION: "false" } });
  return Promise.all(
    STACKS.map(async (stack) => {
      const text = await readFile(join(out, `${stack}.template.json`), "utf8");
      return JSON.parse(text, withoutDefaults);
    }),
  );
}

/** Newer versions of the CDK write down what CloudFormation takes anyway, and notes for the CDK itself. */
function withoutDefaults(this: unknown, key: string, value: unknown): unknown {
  return key === "Metadata" || (key === "ReturnData" && value === true) ? undefined : value;
}
