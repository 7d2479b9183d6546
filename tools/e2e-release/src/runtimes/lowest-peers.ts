import type { Manifest } from "../workspace/published-packages.ts";

/** The lowest version of each peer that a manifest promises to work with. */
export function lowestPeers({ peerDependencies }: Manifest): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(peerDependencies ?? {}).map(([name, range]) => [
      name,
      range.replace(/^(?:\^|~|>=)\s*/, ""),
    ]),
  );
}
