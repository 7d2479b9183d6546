import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  type ConsumedEvent,
  createConsumer,
  EventsNotTakenError,
  MissingImageError,
  type StreamRecord,
} from "../../src/consume.ts";
import { InvalidItemError, InvalidOptionsError } from "../../src/index.ts";
import { toItem } from "../../src/records/item.ts";
import { toSegment } from "../../src/records/segment.ts";

/** A record as Lambda delivers it: JSON, in which binary is base64. */
function inserted(sequence: number, image: object): StreamRecord {
  const record = {
    eventName: "INSERT",
    dynamodb: { SequenceNumber: String(sequence), NewImage: image },
  };
  return JSON.parse(
    JSON.stringify(record, (_, value) => (value?.B === undefined ? value : { B: base64(value.B) })),
  );
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

const event = (sequence: number, key = `k${sequence}`) =>
  inserted(sequence, toItem({ streamId: "s", key, data: `data ${key}` }));

function taking(onEvents: (events: readonly ConsumedEvent[]) => unknown = () => undefined) {
  const batches: (readonly ConsumedEvent[])[] = [];
  const failures: [string, Error][] = [];
  const consumer = createConsumer({
    async onEvents(events) {
      batches.push(events);
      return onEvents(events) as undefined;
    },
    onFailure: (error, sequence) => failures.push([sequence, error]),
  });
  return { consumer, batches, failures };
}

const keys = (events: readonly ConsumedEvent[] = []) => events.map(({ key }) => key);

describe("a consumer", () => {
  test("is handed the events of a delivery in their order, each once", async () => {
    const { consumer, batches } = taking();
    const answer = await consumer({ Records: [event(1), event(2), event(3, "k1"), event(4)] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(batches.map(keys)).toEqual([["k1", "k2", "k4"]]);
    expect(batches[0]?.[0]).toEqual({ streamId: "s", key: "k1", data: "data k1", sequenceNumber: "1" });
  });

  test("takes the list that a pipe hands over, too", async () => {
    const { consumer, batches } = taking();
    await consumer([event(1)]);
    expect(batches.map(keys)).toEqual([["k1"]]);
  });

  test("decompresses, and gives binary data as its bytes", async () => {
    const { consumer, batches } = taking();
    const packed = {
      ...toItem({ streamId: "s#3", key: "a", data: gzipSync("the text") }),
      encoding: { S: "gzip" },
    };
    const raw = toItem({ streamId: "s", key: "b", data: Uint8Array.of(0xff, 0, 1) });
    await consumer({ Records: [inserted(1, packed), inserted(2, raw)] });
    expect(batches[0]?.map(({ streamId, data }) => [streamId, Buffer.from(data as string)])).toEqual([
      ["s", Buffer.from("the text")],
      ["s", Buffer.from([0xff, 0, 1])],
    ]);
  });

  test("unpacks segments, and gives what two of them have once", async () => {
    const { consumer, batches } = taking();
    const segment = (sequence: number, ...names: string[]) => {
      const events = names.map((key) => ({
        key,
        isKeyDerived: false,
        item: toItem({ streamId: "s", key, data: key }),
      }));
      return inserted(sequence, toSegment({ startMs: sequence, events, partitionOf: () => "s" }).item);
    };
    await consumer({ Records: [segment(1, "a", "b"), segment(2, "b", "c")] });
    expect(batches.map(keys)).toEqual([["a", "b", "c"]]);
    expect(batches[0]?.map(({ sequenceNumber }) => sequenceNumber)).toEqual(["1", "1", "2"]);
  });

  test("passes over what is no new event: changes, removals, items of others", async () => {
    const { consumer, batches } = taking();
    const meta = inserted(3, { PK: { S: "s" }, SK: { S: "META" }, owner: { S: "somebody" } });
    const changed: StreamRecord[] = [
      { ...event(1), eventName: "MODIFY" },
      { ...event(2), eventName: "REMOVE" },
    ];
    expect(await consumer({ Records: [...changed, meta] })).toEqual({ batchItemFailures: [] });
    expect(batches).toEqual([]);
  });
});

describe("a delivery that fails", () => {
  test("comes again from the first event on when onEvents throws", async () => {
    const { consumer, failures } = taking(() => {
      throw new Error("the target is down");
    });
    const answer = await consumer({ Records: [event(5), event(6)] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "5" }] });
    expect(failures).toEqual([["5", new Error("the target is down")]]);
  });

  test("comes again from the event that was not taken", async () => {
    const { consumer, failures } = taking((events) => ({ failedFrom: events[1] }));
    const answer = await consumer({ Records: [event(5), event(6), event(7)] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "6" }] });
    expect(failures[0]?.[1]).toBeInstanceOf(EventsNotTakenError);
  });

  test("comes again from a record that cannot be read, after what stands before it is taken", async () => {
    const { consumer, batches, failures } = taking();
    const broken = inserted(6, { PK: { S: "s" }, SK: { S: "k" }, data: { N: "1" } });
    const answer = await consumer({ Records: [event(5), broken, event(7)] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "6" }] });
    expect(batches.map(keys)).toEqual([["k5"]]);
    expect(failures[0]?.[1]).toBeInstanceOf(InvalidItemError);
  });

  test("says which view the stream must have when there is no image", async () => {
    const { consumer, failures } = taking();
    const answer = await consumer([{ eventName: "INSERT", dynamodb: { SequenceNumber: "9" } }]);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "9" }] });
    expect(failures[0]?.[1]).toBeInstanceOf(MissingImageError);
    expect(failures[0]?.[1].message).toContain("NEW_IMAGE");
  });
});

test("options that cannot be used are refused at once", () => {
  expect(() => createConsumer({ onEvents: "no" as never })).toThrow(InvalidOptionsError);
});

test("events of a table with keys of other names and a prefix are taken, items of others in it passed over", async () => {
  const layout = { keys: { partition: "deviceId", sort: "timestamp" }, partitionPrefix: "STREAM#" };
  const taken: ConsumedEvent[] = [];
  const consumer = createConsumer({ ...layout, onEvents: (events) => void taken.push(...events) });
  const image = (partition: string, key: string) =>
    toItem({ streamId: "any", key, data: key }, partition, layout.keys);
  await consumer([
    inserted(1, image("STREAM#7", "a")),
    inserted(2, image("USER#7", "b")),
    inserted(3, image("STREAM#7#2", "c")),
  ]);
  expect(taken.map(({ streamId, key }) => [streamId, key])).toEqual([
    ["7", "a"],
    ["7", "c"],
  ]);
  expect(() => createConsumer({ keys: { partition: "a", sort: "a" }, onEvents: () => undefined })).toThrow(
    InvalidOptionsError,
  );
});
