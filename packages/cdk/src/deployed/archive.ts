import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createArchive } from "./create-archive.ts";
import { eventsLayout } from "./events-layout.ts";

/** The function that archives. Its environment says into which bucket, and what stands before the objects' names. */
const { BUCKET, PREFIX = "" } = process.env;
const client = new S3Client();

export const handler = createArchive({
  prefix: PREFIX,
  layout: eventsLayout(process.env),
  now: Date.now,
  async put({ name, body }) {
    const ContentType = "application/gzip";
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: name, Body: body, ContentType }));
  },
});
