import { hash } from "node:crypto";
import { MAX_SHARDS } from "../limits.ts";

const SEPARATOR = "#";
const SHARD_SUFFIX = /#(?:0|[1-9]\d?)$/;

/**
 * The partition key of an event: the stream id, with `#` and the shard's number when the stream has more than one shard.
 * The shard comes from the event's key, so that an event always goes to the partition where it is, if it is there.
 */
export function partitionKey(streamId: string, key: string, shards: number): string {
  if (shards === 1) return streamId;
  const spread = Number.parseInt(hash("sha1", key, "hex").slice(0, 8), 16);
  return shardPartitionKey(streamId, spread % shards);
}

/** All partition keys of a stream. */
export function partitionKeys(streamId: string, shards: number): string[] {
  if (shards === 1) return [streamId];
  return Array.from({ length: shards }, (_, shard) => shardPartitionKey(streamId, shard));
}

/** Whether an id could be taken for a shard of another stream: then it can be no stream's id. */
export function looksLikeShard(streamId: string): boolean {
  return SHARD_SUFFIX.test(streamId);
}

/** The stream of a partition key. */
export function streamOf(partition: string): string {
  return partition.replace(SHARD_SUFFIX, "");
}

/** Whether a stream can be spread over so many partitions. */
export function isShardCount(shards: unknown): shards is number {
  return Number.isSafeInteger(shards) && Number(shards) >= 1 && Number(shards) <= MAX_SHARDS;
}

function shardPartitionKey(streamId: string, shard: number): string {
  return `${streamId}${SEPARATOR}${shard}`;
}
