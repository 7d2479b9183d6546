import { randomUUID } from "node:crypto";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { contractServers } from "@unbounded-streams/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { createS3DeadLetter } from "../../src/dead-letters/s3.ts";
import { testDeadLetterStore } from "../support/dead-letter-contract.ts";
import { startS3Server } from "../support/s3-server.ts";

interface S3 {
  readonly client: S3Client;
  stop(): Promise<void>;
}

/** The servers that speak S3: our own always, and ministack, a whole AWS, where the suites run against it. */
const servers: { name: string; connect(): Promise<S3> }[] = [
  { name: "in-process", connect: startS3Server },
  ...contractServers()
    .filter(({ name }) => name === "ministack")
    .map(({ name, connect }) => ({
      name,
      async connect() {
        const server = await connect();
        const { endpoint, region, credentials } = server.clientConfig;
        const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
        return { client, stop: () => server.stop() };
      },
    })),
];

describe.each(servers)("a dead-letter store in the S3 of $name", ({ connect }) => {
  let s3: S3;
  beforeAll(async () => {
    s3 = await connect();
  });
  afterAll(async () => {
    s3.client.destroy();
    await s3.stop();
  });

  testDeadLetterStore(async () => {
    const bucket = `letters-${randomUUID()}`;
    await s3.client.send(new CreateBucketCommand({ Bucket: bucket }));
    return createS3DeadLetter({ client: s3.client, bucket, prefix: "dead/" });
  });
});
