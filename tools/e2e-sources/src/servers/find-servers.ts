import { readdir } from "node:fs/promises";
import { WrongOptionError } from "../errors.ts";
import { GROUPS, type SourceServer } from "../source-server.ts";

/**
 * The servers that are asked for by their names and those of groups, in the order of groups; all of them by default.
 *
 * @throws WrongOptionError for a name that is neither
 */
export async function findServers(only?: readonly string[]): Promise<SourceServer[]> {
  const files = (await Promise.all(GROUPS.map(filesOf))).flat();
  const known = [...GROUPS, ...files.map(({ name }) => name)];
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new WrongOptionError(`--only ${unknown} is unknown: allowed are ${known.join(", ")}`);
  }
  const asked = files.filter(
    ({ name, group }) => only === undefined || only.includes(name) || only.includes(group),
  );
  return await Promise.all(asked.map(({ url }) => serverOf(url)));
}

interface ServerFile {
  readonly name: string;
  readonly group: string;
  readonly url: URL;
}

/** Each file directly in the folder of a group is a server; what they share is in folders below. */
async function filesOf(group: string): Promise<ServerFile[]> {
  const folder = new URL(`./${group}/`, import.meta.url);
  const files = await readdir(folder).catch(() => []);
  return files
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .map((file) => ({ name: file.slice(0, -".ts".length), group, url: new URL(file, folder) }));
}

async function serverOf(url: URL): Promise<SourceServer> {
  const { server } = (await import(url.href)) as { readonly server: SourceServer };
  return server;
}
