import { join } from "node:path";

/** What is read of a metafile of esbuild. */
export interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

const INSTALLED = /^(?<folder>.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * The folders of the installed packages of which code has come into a bundle.
 *
 * @param workingDirectory where esbuild ran, to which the metafile's paths are relative
 */
export function bundledFolders({ outputs }: Metafile, workingDirectory: string): Set<string> {
  const folders = new Set<string>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = INSTALLED.exec(path)?.groups?.folder;
      if (folder !== undefined && bytesInOutput > 0) folders.add(join(workingDirectory, folder));
    }
  }
  return folders;
}
