import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventSink } from "../../src/index.ts";
import { eventsOfItem } from "../../src/records/segment.ts";
import { createModelTable, type ModelFault } from "../support/model-table.ts";

const PACK_DELAY_MS = 7;

const scenario = fc.record({
  ids: fc.array(fc.constantFrom(..."abcdefghijkl"), { maxLength: 30 }),
  faults: fc.array(
    fc.option(fc.constantFrom<ModelFault>("lost", "unanswered", "throttled"), { nil: undefined }),
    { maxLength: 12 },
  ),
  maxInFlight: fc.integer({ min: 1, max: 40 }),
  maxRequests: fc.integer({ min: 1, max: 6 }),
  rememberKeys: fc.constantFrom(0, 1, 4, 100),
});

test("any schedule of losses, throttles and delays leaves the set of distinct events, and the mark never passes a missing one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), scenario, async (scheduler, { ids, faults, ...settings }) => {
      const step = () => scheduler.schedule(Promise.resolve());
      const { put, client } = createModelTable({ faults, travel: step, hasPartiql: false });
      const stored = () => new Map(put.flatMap(eventsOfItem).map(({ key, data }) => [key, data]));
      const tooEarly: string[] = [];
      const sink = createEventSink({
        ...settings,
        client,
        tableName: "events",
        streamId: "s",
        key: "id",
        mode: "packed",
        packDelayMs: PACK_DELAY_MS,
        retry: { maxAttempts: faults.length + 1 },
        onAcknowledged({ sequence }) {
          const there = stored();
          tooEarly.push(...ids.slice(0, sequence).filter((id) => !there.has(id)));
        },
        system: {
          now: () => 0,
          random: () => 0,
          sleep: step,
          after(ms, callback) {
            let isOff = false;
            if (ms === PACK_DELAY_MS) void step().then(() => isOff || callback());
            return () => {
              isOff = true;
            };
          },
        },
      });
      const writeAll = async () => {
        for (const id of ids) await sink.write({ id, data: `data of ${id}` });
        await sink.flush();
      };
      await scheduler.waitFor(writeAll());

      expect(tooEarly).toEqual([]);
      expect(stored()).toEqual(new Map(ids.map((id) => [id, `data of ${id}`])));
      expect(sink.acknowledged?.sequence ?? 0).toBe(ids.length);
      const { received, stored: added, duplicates, failed, inFlight, inFlightBytes } = sink.stats;
      expect({ received, failed, inFlight, inFlightBytes }).toEqual({
        received: ids.length,
        failed: 0,
        inFlight: 0,
        inFlightBytes: 0,
      });
      expect(added + duplicates).toBe(ids.length);
    }),
    { numRuns: 500 },
  );
});
