import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/** Where Debian has servers; not on everybody's path. */
const SERVER_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/** The whole path of a command, by its name or that path; undefined when it is not on this machine. */
export async function findCommand(name: string): Promise<string | undefined> {
  if (isAbsolute(name)) return (await isExecutable(name)) ? name : undefined;
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...SERVER_FOLDERS];
  for (const path of folders.filter((folder) => folder !== "").map((folder) => join(folder, name))) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/**
 * What to say of a command that is not on this machine; undefined when it is.
 *
 * @param remedy what brings it, such as `apt-get install nginx`
 */
export async function missingCommand(name: string, remedy: string): Promise<string | undefined> {
  return (await findCommand(name)) === undefined
    ? `there is no ${name} on this machine: ${remedy}`
    : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
