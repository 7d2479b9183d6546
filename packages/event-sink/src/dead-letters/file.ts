import { fsync } from "node:fs";
import { link, mkdir, mkdtemp, open, opendir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { InvalidDeadLetterError, InvalidOptionsError } from "../errors.ts";
import { MAX_DOCUMENT_BYTES } from "../limits.ts";
import type { DeadLetter, DeadLetterReader, DeadLetterRecord } from "./dead-letter.ts";
import { fromDocument, toDocument } from "./document.ts";
import { deadLetterFolder, deadLetterName, isDeadLetterName } from "./name.ts";

/** In place of the method of a file handle, which those of Yarn's Plug'n'Play do not have. */
const syncDescriptor = promisify(fsync);

/** What `createFileDeadLetter` takes. */
export interface FileDeadLetterOptions {
  /** Where the folders of the streams are made; made itself when it is not there. */
  directory: string;
}

const OPTIONS: OptionNames<FileDeadLetterOptions> = { directory: true };

/**
 * A dead-letter store in a file system that has hard links: one JSON file per event, `<stream id>/<key>.json`. A file is
 * written and synced under another name first, then linked: a crash leaves no half of it, and a file that is there is
 * never written over.
 *
 * @throws {InvalidOptionsError} when an option is not usable
 */
export function createFileDeadLetter(options: FileDeadLetterOptions): DeadLetter & DeadLetterReader {
  const { directory } = options;
  const issues = unknownOptions(options, OPTIONS);
  if (typeof directory !== "string" || directory === "") issues.push("directory must be a path");
  if (issues.length > 0) throw new InvalidOptionsError(issues, "createFileDeadLetter");
  const root = resolve(directory);
  return {
    async put(record, signal) {
      const location = join(root, deadLetterName(record));
      await writeIfAbsent(location, toDocument(record), signal);
      return { location };
    },
    read: (streamId, signal) => readFiles(join(root, deadLetterFolder(streamId)), signal),
  };
}

async function writeIfAbsent(path: string, text: string, signal: AbortSignal): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const drafts = await mkdtemp(join(folder, ".draft-"));
  try {
    const draft = join(drafts, "record");
    await writeSynced(draft, text, signal);
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await sync(folder);
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}

async function writeSynced(path: string, text: string, signal: AbortSignal): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text, { signal });
    await syncDescriptor(file.fd);
  } finally {
    await file.close();
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await syncDescriptor(handle.fd);
  } finally {
    await handle.close();
  }
}

async function* readFiles(folder: string, signal?: AbortSignal): AsyncGenerator<DeadLetterRecord> {
  const entries = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  for await (const { name } of entries ?? []) {
    if (!isDeadLetterName(name)) continue;
    const path = join(folder, name);
    const { size } = await stat(path);
    if (size > MAX_DOCUMENT_BYTES) throw InvalidDeadLetterError.tooLarge(path, size);
    yield fromDocument(await readFile(path, { encoding: "utf8", ...(signal && { signal }) }), path);
  }
}
