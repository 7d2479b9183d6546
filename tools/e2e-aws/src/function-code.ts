import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetFunctionCommand, type LambdaClient } from "@aws-sdk/client-lambda";

const HANDLER = fileURLToPath(
  new URL("dist/handler/index.mjs", import.meta.resolve("@unbounded-streams/cdk/package.json")),
);

/** Proves that the function runs the archive that was synthesized, and that the archive is made of the package's bundle. */
export async function assertBundleIsDeployed(
  lambda: LambdaClient,
  { functionName, out }: { readonly functionName: string; readonly out: string },
): Promise<void> {
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
  const archives = (await readdir(join(out, ".cache"))).filter((name) => name.endsWith(".zip"));
  const deployed: string[] = [];
  for (const archive of archives) {
    const digest = hash("sha256", await readFile(join(out, ".cache", archive)), "base64");
    if (digest === Configuration?.CodeSha256) deployed.push(archive.replace(".zip", ""));
  }
  assert.equal(deployed.length, 1, `no archive of ${archives} has the digest ${Configuration?.CodeSha256}`);
  const archived = await readFile(join(out, `asset.${deployed[0]}`, "index.mjs"));
  assert.ok(archived.equals(await readFile(HANDLER)), "the deployed index.mjs is not the package's bundle");
}
