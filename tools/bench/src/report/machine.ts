import { readFile } from "node:fs/promises";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";

/** The machine in a line. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  const gigabytes = Math.round(totalmem() / 1e9);
  return `${availableParallelism()} x ${model}, ${gigabytes} GB, ${type()} ${release()}, Node ${process.versions.node}`;
}

/** Versions of packages that this one depends on, as they are installed. */
export async function versionsOf(packages: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const versions = new Map<string, string>();
  for (const name of packages) {
    const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
    versions.set(name, version);
  }
  return versions;
}
