import { gunzipSync } from "node:zlib";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";

/** What stands before the names of the archive's objects, in the bucket that dead letters are in, too. */
export const ARCHIVE_PREFIX = "archive/";

/** An event as a line of the archive has it. */
export interface ArchivedEvent {
  readonly streamId: string;
  readonly data: string;
}

/** All that a bucket has been handed so far. */
export async function archivedEvents(client: S3Client, bucket: string): Promise<ArchivedEvent[]> {
  const events: ArchivedEvent[] = [];
  for (const Key of await objectNames(client, bucket)) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const lines = gunzipSync(bytes).toString("utf8").trimEnd().split("\n");
    events.push(...lines.map((line) => JSON.parse(line)));
  }
  return events;
}

/** Removes the objects: a bucket that has some outlives its stack. */
export async function emptyArchive(client: S3Client, bucket: string): Promise<void> {
  for (const Key of await objectNames(client, bucket)) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  }
}

async function objectNames(client: S3Client, bucket: string): Promise<string[]> {
  const names: string[] = [];
  for (let ContinuationToken: string | undefined, more = true; more; more = ContinuationToken !== undefined) {
    const page = await client.send(
      new ListObjectsV2Command({
        ...{ Bucket: bucket, Prefix: ARCHIVE_PREFIX },
        ...(ContinuationToken !== undefined && { ContinuationToken }),
      }),
    );
    names.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
    ContinuationToken = page.NextContinuationToken;
  }
  return names;
}
