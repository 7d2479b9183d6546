import { randomBytes, randomUUID } from "node:crypto";
import { CreateBucketCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { createS3DeadLetter } from "../../src/dead-letters/s3.ts";
import { type DeadLetterRecord, eventKey, MAX_ITEM_BYTES, readEvents } from "../../src/index.ts";
import { type Contract, describeContract } from "./support/describe-contract.ts";

describeContract("an event that the table cannot take", (contract) => {
  test("goes whole to the dead-letter store, and the others to the table", async () => {
    const { world } = contract;
    const streamId = world.newStreamId();
    const records: DeadLetterRecord[] = [];
    const sink = contract.newSink({
      streamId,
      deadLetter: {
        async put(record) {
          records.push(record);
          return { location: `memory:${record.key}` };
        },
      },
    });
    const data = randomBytes(MAX_ITEM_BYTES);
    for (const event of [{ data: "before" }, { data }, { data: "after" }]) await sink.write(event);
    await sink.flush();
    expect(records).toMatchObject([{ streamId, key: eventKey({ data }), reason: "EVENT_TOO_LARGE" }]);
    expect(Buffer.from(records[0]?.data ?? []).equals(data)).toBe(true);
    expect(await world.readItems(streamId)).toHaveLength(2);
    expect(sink.stats).toMatchObject({ received: 3, stored: 2, deadLettered: 1, failed: 0 });
    expect(sink.acknowledged?.sequence).toBe(3);
  });

  if (contract.server === "ministack") testS3(contract);
});

type ClientConfig = Contract["world"]["clientConfig"];

function newS3Client({ endpoint, region, credentials }: ClientConfig): S3Client {
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

/** A bucket of a server that has S3 too. */
async function newBucket(clientConfig: ClientConfig) {
  const client = newS3Client(clientConfig);
  const bucket = `letters-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return { client, bucket };
}

function testS3(contract: Contract): void {
  test("is in S3, is read back with the others, and is never written over", async () => {
    const { world } = contract;
    const place = await newBucket(world.clientConfig);
    const store = createS3DeadLetter({ ...place, prefix: "dead/" });
    const streamId = world.newStreamId();
    const data = randomBytes(MAX_ITEM_BYTES);
    const locations: (string | undefined)[] = [];
    for (const receivedAtMs of [1, 2]) {
      const onSettled = ({ location }: { location?: string }) => locations.push(location);
      const sink = contract.newSink({ streamId, deadLetter: store, onSettled });
      await sink.write({ data, receivedAtMs });
      await sink.write({ data: "small", receivedAtMs });
      await sink.flush();
      expect(sink.stats).toMatchObject({ received: 2, deadLettered: 1, failed: 0 });
    }
    const name = `dead/${streamId}/${eventKey({ data })}.json`;
    expect(new Set(locations)).toEqual(new Set([undefined, `s3://${place.bucket}/${name}`]));
    const { Body } = await place.client.send(new GetObjectCommand({ Bucket: place.bucket, Key: name }));
    expect(JSON.parse((await Body?.transformToString()) ?? "")).toMatchObject({ streamId });
    const events = [];
    const { direct, tableName } = world;
    for await (const event of readEvents(direct, { tableName, streamId, deadLetters: store }))
      events.push(event);
    expect(events.map(({ receivedAtMs }) => receivedAtMs)).toEqual([1, 1]);
    expect(events.some((event) => Buffer.from(event.data).equals(data))).toBe(true);
    place.client.destroy();
  });
}
