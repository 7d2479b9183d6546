import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventKey, fromItem, InvalidItemError, type StoredEvent } from "../../src/index.ts";
import { toItem } from "../../src/records/item.ts";
import { eventsOfItem, type PackedEvent, toSegment } from "../../src/records/segment.ts";

const text = fc.string({ unit: "grapheme" });
const event = fc.record(
  { data: fc.oneof(text, fc.uint8Array()), id: text, type: text, receivedAtMs: fc.integer() },
  { requiredKeys: ["data"] },
);

type Raw = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

const startMs = 1_700_000_000_000;

/** As a sink plans them: every other one under a key of its own. */
function packed(raw: readonly Raw[]): PackedEvent[] {
  return raw.map(({ receivedAtMs, ...each }, index) => {
    const isKeyDerived = index % 2 === 0;
    const key = isKeyDerived ? eventKey(each) : `own-${index}`;
    const time = receivedAtMs === undefined ? {} : { receivedAtMs: startMs + receivedAtMs };
    return { key, isKeyDerived, item: toItem({ streamId: "s", key, ...each, ...time }) };
  });
}

const segmentOf = (events: readonly PackedEvent[], at = startMs) =>
  toSegment({ startMs: at, events, partitionOf: () => "s#4" });

const bytesOf = ({ data }: StoredEvent) => Buffer.from(data as string);

describe("a segment", () => {
  test("gives back the very events that were packed, in their order", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 20 }), (raw) => {
        const events = packed(raw);
        const back = eventsOfItem(segmentOf(events).item);
        const alone = events.map(({ item }) => fromItem(item));
        expect(back.map((each) => ({ ...each, data: "" }))).toEqual(
          alone.map((each) => ({ ...each, data: "" })),
        );
        expect(back.map(bytesOf)).toEqual(alone.map(bytesOf));
      }),
    );
  });

  test("has the same key when it is made again, and another with other events or at another time", () => {
    const some = packed([{ data: "a" }, { data: "b" }]);
    expect(segmentOf(some).key).toBe(segmentOf(some).key);
    expect(segmentOf(some).key).not.toBe(segmentOf(some, startMs + 1).key);
    expect(segmentOf(some).key).not.toBe(segmentOf(packed([{ data: "a" }])).key);
  });

  test("sorts by its time", () => {
    const some = packed([{ data: "a" }]);
    const times = [0, 999, 1_000, startMs, startMs + 1];
    const keys = times.map((ms) => segmentOf(some, ms).key);
    expect(keys.toSorted()).toEqual(keys);
  });

  test("is no single event", () => {
    expect(() => fromItem(segmentOf(packed([{ data: "a" }])).item)).toThrow(InvalidItemError);
  });

  test("that was cut, or tells another number of events, is refused", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 5 }), (raw) => {
        const { item } = segmentOf(packed(raw));
        expect(() => eventsOfItem({ ...item, segment: { N: String(raw.length + 1) } })).toThrow(
          InvalidItemError,
        );
        const { B: data = new Uint8Array() } = item.data ?? {};
        expect(() => eventsOfItem({ ...item, data: { B: data.subarray(1) } })).toThrow(InvalidItemError);
      }),
    );
  });

  test("keeps what its events' time to live needs: the latest", () => {
    const events = [60, 90, 30].map((expiresAtSeconds) => {
      const item = toItem({ streamId: "s", key: "k", data: "d", expiresAtSeconds });
      return { key: "k", isKeyDerived: false, item };
    });
    expect(segmentOf(events).item.expiresAt).toEqual({ N: "90" });
  });
});
