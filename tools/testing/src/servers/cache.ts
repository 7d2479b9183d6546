import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** The user's cache folder for what this project fetches: below `$XDG_CACHE_HOME`, or `~/.cache`. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "unbounded-streams");
}

/** What makes a cached folder, and what it is made of. */
export interface CachedFolder {
  /** First part of the folder's name. */
  readonly name: string;
  /** Texts that say what goes in: others make another folder. */
  readonly madeOf: readonly string[];
  /** Below which folder it is kept. Default `cacheDir()`. */
  readonly parent?: string;
  /** Fills an empty folder. */
  fill(folder: string): Promise<void>;
}

/**
 * Fills a folder once per user and contents, and returns its path. It appears under its name only when it is complete:
 * a run that is killed, or that goes on beside another, leaves no half of one.
 */
export async function cachedFolder({
  name,
  madeOf,
  parent = cacheDir(),
  fill,
}: CachedFolder): Promise<string> {
  const folder = join(parent, `${name}-${digestOf(madeOf)}`);
  if (existsSync(folder)) return folder;
  await mkdir(parent, { recursive: true });
  const filling = await mkdtemp(`${folder}.filling-`);
  try {
    await fill(filling);
    await rename(filling, folder);
  } catch (error) {
    await rm(filling, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function digestOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:${text}`);
  return hash.digest("hex").slice(0, 16);
}
