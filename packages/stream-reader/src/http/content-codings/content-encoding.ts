import { StreamEncodingError } from "../../errors/response-errors.ts";
import { MAX_CONTENT_CODINGS } from "../../limits.ts";
import type { ContentCoding } from "./content-coding.ts";
import { canDecodeZstd } from "./zstd.ts";

const ALIASES: Readonly<Record<string, ContentCoding>> = {
  br: "br",
  deflate: "deflate",
  gzip: "gzip",
  "x-gzip": "gzip",
  zstd: "zstd",
};

/** Names of no coding: `none` is none that is registered, but servers send it, and curl, fetch and browsers take it so. */
const IDENTITY = ["", "identity", "none"];

/**
 * The codings of a body in the order in which they are to be undone: the last that was applied first.
 *
 * @throws StreamEncodingError for one that is unknown, that this Node cannot decode, or too many
 */
export function codingsOf(header: string | string[] | undefined, target: string): ContentCoding[] {
  const names = [header ?? []]
    .flat()
    .join(",")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !IDENTITY.includes(name));
  if (names.length > MAX_CONTENT_CODINGS) {
    throw new StreamEncodingError(
      target,
      `${names.length} content codings on top of each other, more than ${MAX_CONTENT_CODINGS}`,
    );
  }
  return names.map((name) => knownCoding(name, target)).reverse();
}

function knownCoding(name: string, target: string): ContentCoding {
  const coding = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
  if (coding === undefined) {
    throw new StreamEncodingError(
      target,
      `the content coding ${JSON.stringify(name)}, which is not known here`,
    );
  }
  if (coding === "zstd" && !canDecodeZstd()) {
    throw new StreamEncodingError(
      target,
      `the content coding zstd, which Node ${process.versions.node} cannot decode (22.15 and later can)`,
    );
  }
  return coding;
}
