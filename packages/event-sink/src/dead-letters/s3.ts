import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  paginateListObjectsV2,
  type S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { InvalidDeadLetterError, InvalidOptionsError } from "../errors.ts";
import { MAX_DEAD_LETTER_PREFIX_BYTES, MAX_DOCUMENT_BYTES } from "../limits.ts";
import type { DeadLetter, DeadLetterReader, DeadLetterRecord } from "./dead-letter.ts";
import { fromDocument, toDocument } from "./document.ts";
import { deadLetterFolder, deadLetterName, isDeadLetterName } from "./name.ts";

/** What `createS3DeadLetter` takes. */
export interface S3DeadLetterOptions {
  /** The caller's own client. Its retries come on top of the sink's. */
  client: S3Client;
  bucket: string;
  /** Put before every name as it is, such as `"dead-letters/"`: up to 600 bytes. Default: nothing. */
  prefix?: string | undefined;
}

const OPTIONS: OptionNames<S3DeadLetterOptions> = { client: true, bucket: true, prefix: true };

interface Place {
  readonly client: S3Client;
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * A dead-letter store in S3: one JSON object per event, `<prefix><stream id>/<key>.json`, with a SHA-256 checksum that
 * S3 verifies, and never written over: by a conditional write, or by a look before it where the server does not know
 * those.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 *
 * Writing needs the permission `s3:PutObject`, reading `s3:ListBucket` and `s3:GetObject`.
 *
 * @throws {InvalidOptionsError} when an option is not usable
 */
export function createS3DeadLetter(options: S3DeadLetterOptions): DeadLetter & DeadLetterReader {
  const { client, bucket, prefix = "" } = options;
  const place = { client, bucket, prefix };
  requireUsable(place, unknownOptions(options, OPTIONS));
  return {
    async put(record, signal) {
      const name = prefix + deadLetterName(record);
      await putIfAbsent(client, objectOf(record, bucket, name), signal);
      return { location: locationOf(bucket, name) };
    },
    read: (streamId, signal) => readObjects(place, streamId, signal),
  };
}

function requireUsable({ client, bucket, prefix }: Place, unknown: readonly string[]): void {
  const issues = [...unknown];
  if (typeof client?.send !== "function") issues.push("client must be an S3Client");
  if (typeof bucket !== "string" || bucket === "") issues.push("bucket must be a bucket's name");
  if (typeof prefix !== "string" || !prefix.isWellFormed()) issues.push("prefix must be text");
  else if (Buffer.byteLength(prefix) > MAX_DEAD_LETTER_PREFIX_BYTES) {
    issues.push(
      `prefix has ${Buffer.byteLength(prefix)} bytes: give ${MAX_DEAD_LETTER_PREFIX_BYTES} at most`,
    );
  }
  if (issues.length > 0) throw new InvalidOptionsError(issues, "createS3DeadLetter");
}

function objectOf(record: DeadLetterRecord, bucket: string, name: string): PutObjectCommandInput {
  return {
    Bucket: bucket,
    Key: name,
    Body: toDocument(record),
    ContentType: "application/json",
    ChecksumAlgorithm: "SHA256",
    Metadata: { reason: record.reason, "received-at": String(record.receivedAtMs) },
  };
}

async function putIfAbsent(
  client: S3Client,
  object: PutObjectCommandInput,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    await client.send(new PutObjectCommand({ ...object, IfNoneMatch: "*" }), { abortSignal });
  } catch (error) {
    const status = statusOf(error);
    if (status === 412) return;
    if (status !== 501) throw error;
    const { Bucket, Key } = object;
    if (await isThere(client, { Bucket, Key }, abortSignal)) return;
    await client.send(new PutObjectCommand(object), { abortSignal });
  }
}

async function isThere(
  client: S3Client,
  object: { Bucket: string | undefined; Key: string | undefined },
  abortSignal: AbortSignal,
): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand(object), { abortSignal });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return false;
    throw error;
  }
}

async function* readObjects(
  { client, bucket, prefix }: Place,
  streamId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<DeadLetterRecord> {
  const sendOptions = signal === undefined ? {} : { abortSignal: signal };
  const wanted = { Bucket: bucket, Prefix: prefix + deadLetterFolder(streamId) };
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, wanted, sendOptions)) {
    for (const { Key = "", Size = 0 } of Contents) {
      if (!isDeadLetterName(Key)) continue;
      const location = locationOf(bucket, Key);
      if (Size > MAX_DOCUMENT_BYTES) throw InvalidDeadLetterError.tooLarge(location, Size);
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }), sendOptions);
      yield fromDocument((await Body?.transformToString("utf-8")) ?? "", location);
    }
  }
}

function locationOf(bucket: string, name: string): string {
  return `s3://${bucket}/${name}`;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
