import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetFunctionCommand, type LambdaClient } from "@aws-sdk/client-lambda";

const HANDLER = fileURLToPath(
  new URL("dist/handler/index.mjs", import.meta.resolve("@unbounded-streams/cdk/package.json")),
);

/**
 * Proves that the function runs an archive that was synthesized, and that the archive is made of the package's bundle.
 *
 * @param outs where the stacks were synthesized, the function's own last
 */
export async function assertBundleIsDeployed(
  lambda: LambdaClient,
  { functionName, outs }: { readonly functionName: string; readonly outs: readonly string[] },
): Promise<void> {
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
  const archives = (await Promise.all(outs.map(archivesIn))).flat();
  const deployed: string[] = [];
  for (const archive of archives) {
    const digest = hash("sha256", await readFile(archive), "base64");
    if (digest === Configuration?.CodeSha256) deployed.push(basename(archive, ".zip"));
  }
  const [asset] = deployed;
  assert.ok(asset !== undefined, `no archive of ${archives} has the digest ${Configuration?.CodeSha256}`);
  const archived = await readFile(join(outs.at(-1) ?? "", `asset.${asset}`, "index.mjs"));
  assert.ok(archived.equals(await readFile(HANDLER)), "the deployed index.mjs is not the package's bundle");
}

function archivesIn(out: string): Promise<string[]> {
  return Array.fromAsync(glob(join(out, ".cache", "*.zip")));
}
