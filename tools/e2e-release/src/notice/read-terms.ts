import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Under which terms a package may be handed on. */
export interface Terms {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** Its licence and what it wants said beside it, as they are; empty when it has no text of its licence. */
  readonly text: string;
}

/** Reads the terms of an installed package. */
export async function readTerms(folder: string): Promise<Terms> {
  const {
    name,
    version,
    license: licence,
  } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const names = await readdir(folder);
  const licences = names.filter((file) => /^(?:licen[sc]e|copying)(?:[.-].*)?$/i.test(file));
  if (licences.length === 0) return { name, version, licence, text: "" };
  const files = [...licences, ...names.filter((file) => /^notice(?:\..*)?$/i.test(file))];
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return { name, version, licence, text: texts.map((text) => text.trim()).join("\n\n") };
}
