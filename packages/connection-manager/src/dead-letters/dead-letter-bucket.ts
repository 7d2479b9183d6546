import { S3Client } from "@aws-sdk/client-s3";
import type { DeadLetter } from "@unbounded-streams/event-sink";
import { createS3DeadLetter } from "@unbounded-streams/event-sink/s3";

/** The store in a bucket. The sink has retries of its own, so the client makes one attempt. */
export function createS3Store({ bucket, prefix }: { bucket: string; prefix: string }): DeadLetter {
  return createS3DeadLetter({ client: new S3Client({ maxAttempts: 1 }), bucket, prefix });
}
