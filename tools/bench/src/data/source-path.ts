import type { BlockOptions } from "./records.ts";

/** What a source is asked for: so many blocks as fast as it can, or one record and then silence. */
export type SourceRequest =
  | ({ readonly kind: "blocks"; readonly blocks: number } & BlockOptions)
  | ({ readonly kind: "quiet" } & Pick<BlockOptions, "format">);

/** The path of a request. */
export function sourcePath(request: SourceRequest): string {
  if (request.kind === "quiet") return `/quiet?format=${request.format}`;
  const { format, recordBytes, blockBytes, blocks } = request;
  return `/blocks?${new URLSearchParams({
    format,
    recordBytes: String(recordBytes),
    blockBytes: String(blockBytes),
    blocks: String(blocks),
  })}`;
}

/** What {@link sourcePath} made; undefined for any other path. */
export function parseSourcePath(path: string): SourceRequest | undefined {
  const { pathname, searchParams } = new URL(path, "http://source");
  const format = searchParams.get("format");
  if (format !== "ndjson" && format !== "sse" && format !== "messages") return undefined;
  if (pathname === "/quiet") return { kind: "quiet", format };
  if (pathname !== "/blocks") return undefined;
  const [recordBytes, blockBytes, blocks] = ["recordBytes", "blockBytes", "blocks"].map((name) =>
    Number(searchParams.get(name)),
  );
  if (!recordBytes || !blockBytes || !blocks) return undefined;
  return { kind: "blocks", format, recordBytes, blockBytes, blocks };
}
