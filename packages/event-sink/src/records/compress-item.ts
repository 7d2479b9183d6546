import { MAX_DECOMPRESSED_BYTES, MAX_ITEM_BYTES, MIN_COMPRESSED_BYTES, WRITE_UNIT_BYTES } from "../limits.ts";
import { compress, type Encoding } from "./compression.ts";
import type { CompressRule } from "./event.ts";
import type { EventItem } from "./item.ts";
import { itemSizeBytes, writeUnits } from "./item-size.ts";

/** An item and its size as DynamoDB counts it. */
export interface SizedItem {
  readonly item: EventItem;
  readonly sizeBytes: number;
}

/**
 * The item with its data compressed where the rule asks for that and it pays, else the item as it is. An item that is
 * larger than DynamoDB allows is compressed in any case but `"none"`, provided that it fits then.
 */
export function compressItem(
  sized: SizedItem,
  rule: CompressRule,
  maxItemBytes: number = MAX_ITEM_BYTES,
): SizedItem {
  const allowedBytes = allowedSizeBytes(sized.sizeBytes, rule, maxItemBytes);
  if (allowedBytes === 0) return sized;
  const data = dataBytes(sized.item);
  if (data.byteLength > MAX_DECOMPRESSED_BYTES) return sized;
  const encoding: Encoding = rule === "zstd" ? "zstd" : "gzip";
  const named: EventItem = { ...sized.item, encoding: { S: encoding } };
  const restBytes = itemSizeBytes({ ...named, data: { B: new Uint8Array() } });
  if (restBytes + MIN_COMPRESSED_BYTES > allowedBytes) return sized;
  const compressed = compress(data, encoding);
  const sizeBytes = restBytes + compressed.byteLength;
  return sizeBytes > allowedBytes ? sized : { item: { ...named, data: { B: compressed } }, sizeBytes };
}

/** What the compressed item may have at most, so that it pays; 0 when nothing would. */
function allowedSizeBytes(sizeBytes: number, rule: CompressRule, maxItemBytes: number): number {
  if (rule === "none") return 0;
  if (sizeBytes > maxItemBytes) return maxItemBytes;
  if (rule === "oversize") return 0;
  if (rule === "auto") return (writeUnits(sizeBytes) - 1) * WRITE_UNIT_BYTES;
  return sizeBytes - 1;
}

function dataBytes({ data }: EventItem): Uint8Array {
  return data?.B ?? Buffer.from(data?.S ?? "");
}
