import type { ToolRunner } from "../strangers/run-tool.ts";
import { assertLoopback } from "./loopback.ts";

/**
 * Publishes a tarball, only to the loopback interface.
 *
 * @throws {RegistryNotLoopbackError} for any other address
 * @throws {StepFailedError} when npm does not
 */
export async function publish(
  tarball: string,
  { registry, run }: { readonly registry: string; readonly run: ToolRunner },
): Promise<void> {
  assertLoopback(registry);
  const places = ["--registry", registry, `--@unbounded-streams:registry=${registry}`];
  await run("npm", ["publish", tarball, ...places, "--provenance=false", "--access=public"]);
}
