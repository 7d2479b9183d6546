import { readFile } from "node:fs/promises";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { StepFailedError } from "../errors.ts";
import { namedFiles } from "../tarball/named-files.ts";
import type { Manifest } from "../workspace/published-packages.ts";

/** What CommonJS must have as its own, types included, found in every way: `cdk init` makes apps in it. */
const IN_COMMONJS = new Set(["@unbounded-streams/cdk"]);

/** Fails when a tarball lacks what its manifest promises, or its types are not those of its code. */
export async function checkTarball(tarball: string): Promise<void> {
  const pkg = createPackageFromTarballData(new Uint8Array(await readFile(tarball)));
  const root = `/node_modules/${pkg.packageName}`;
  const manifest: Manifest = JSON.parse(pkg.readFile(`${root}/package.json`));
  const missing = namedFiles(manifest).filter(
    (file) => !pkg.fileExists(`${root}/${file}`) && !pkg.directoryExists(`${root}/${file}`),
  );
  const unresolved = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies }).filter(
    ([, range]) => /^(?:workspace|catalog|link|file):/.test(range),
  );
  if (manifest.publishConfig?.registry !== undefined) unresolved.push(["publishConfig.registry", "set"]);
  const { problems } = (await checkPackage(pkg)) as { problems?: readonly Problem[] };
  const wrong = (problems ?? [])
    .filter((problem) => IN_COMMONJS.has(manifest.name) || counts(problem))
    .map(({ kind, entrypoint, resolutionKind }) => `${kind} of ${entrypoint} (${resolutionKind})`);
  const found = [
    ...missing.map((file) => `no ${file}`),
    ...unresolved.map(([name, range]) => `${name}: ${range}`),
    ...wrong,
  ];
  if (found.length > 0) throw new StepFailedError(`${tarball}: ${found.join(", ")}`);
}

interface Problem {
  readonly kind: string;
  readonly entrypoint?: string;
  readonly resolutionKind?: string;
}

/** Node 10 knows no exports; and every Node that is supported loads ESM by `require`, which `checkEntries` does. */
function counts({ kind, resolutionKind }: Problem): boolean {
  return resolutionKind !== "node10" && kind !== "CJSResolvesToESM";
}
