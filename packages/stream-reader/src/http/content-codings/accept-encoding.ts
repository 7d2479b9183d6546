import { StreamOptionError } from "../../errors/caller-errors.ts";
import { CONTENT_CODINGS, type ContentCoding } from "./content-coding.ts";
import { canDecodeZstd } from "./zstd.ts";

/**
 * What a request puts into `Accept-Encoding`: `identity` when no coding is asked for, since many servers and proxies
 * compress without flushing.
 *
 * @throws StreamOptionError for one that is unknown, or that this Node cannot decode
 */
export function acceptEncoding(codings: readonly ContentCoding[] = []): string {
  for (const coding of codings) {
    if (!CONTENT_CODINGS.includes(coding)) {
      throw new StreamOptionError(
        `acceptEncoding has ${JSON.stringify(coding)}: it may have ${CONTENT_CODINGS.join(", ")}`,
      );
    }
    if (coding === "zstd" && !canDecodeZstd()) {
      throw new StreamOptionError(
        `acceptEncoding has zstd, which Node ${process.versions.node} cannot decode: it needs 22.15 or later`,
      );
    }
  }
  return codings.length === 0 ? "identity" : codings.join(", ");
}
