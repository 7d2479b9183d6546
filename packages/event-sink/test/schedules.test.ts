import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventSink, type WriteMode } from "../src/index.ts";
import { createModelTable, type ModelFault } from "./support/model-table.ts";

const LINGER_MS = 5;

const statements = fc.uniqueArray(fc.nat(4), { maxLength: 3 });
const fault = fc.option(
  fc.oneof(
    fc.constantFrom<ModelFault>("lost", "unanswered", "throttled"),
    fc.record({ unanswered: statements, throttled: statements }),
  ),
  { nil: undefined },
);

const scenario = fc.record({
  ids: fc.array(fc.constantFrom(..."abcdefghijkl"), { maxLength: 30 }),
  faults: fc.array(fault, { maxLength: 12 }),
  mode: fc.constantFrom<WriteMode>("auto", "put", "batch"),
  hasPartiql: fc.boolean(),
  maxInFlight: fc.integer({ min: 1, max: 40 }),
  maxRequests: fc.integer({ min: 1, max: 6 }),
  rememberKeys: fc.constantFrom(0, 1, 4, 100),
});

test("any schedule of losses, throttles and duplicates leaves the set of distinct events, and the mark never passes a missing one", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      scenario,
      async (scheduler, { ids, faults, hasPartiql, ...settings }) => {
        fc.pre(hasPartiql || settings.mode !== "batch");
        const step = () => scheduler.schedule(Promise.resolve());
        const { items, client } = createModelTable({ faults, travel: step, hasPartiql });
        const tooEarly: string[] = [];
        const sink = createEventSink({
          ...settings,
          client,
          tableName: "events",
          streamId: "s",
          key: "id",
          retry: { maxAttempts: faults.length + 1 },
          onAcknowledged({ sequence }) {
            tooEarly.push(...ids.slice(0, sequence).filter((id) => !items.has(id)));
          },
          system: {
            now: () => 0,
            random: () => 0,
            sleep: step,
            after(ms, callback) {
              if (ms === LINGER_MS) void step().then(callback);
              return () => undefined;
            },
          },
          lingerMs: LINGER_MS,
        });

        const writeAll = async () => {
          for (const id of ids) await sink.write({ id, data: `data of ${id}` });
          await sink.flush();
        };
        await scheduler.waitFor(writeAll());

        const distinct = new Set(ids);
        expect(tooEarly).toEqual([]);
        expect(new Map(items)).toEqual(new Map([...items.keys()].map((id) => [id, `data of ${id}`])));
        expect(new Set(items.keys())).toEqual(distinct);
        expect(sink.acknowledged?.sequence ?? 0).toBe(ids.length);
        const { received, stored, duplicates, ambiguousDuplicates, failed, inFlight, inFlightBytes } =
          sink.stats;
        expect({ received, failed, inFlight, inFlightBytes }).toEqual({
          received: ids.length,
          failed: 0,
          inFlight: 0,
          inFlightBytes: 0,
        });
        expect(stored + duplicates).toBe(ids.length);
        expect(stored).toBeLessThanOrEqual(distinct.size);
        expect(stored + ambiguousDuplicates).toBeGreaterThanOrEqual(distinct.size);
      },
    ),
    { numRuns: 300 },
  );
});

test("when attempts run out, what the mark has passed is in the table, and flush names the rest", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      scenario,
      async (scheduler, { ids, faults, hasPartiql, ...settings }) => {
        fc.pre(hasPartiql || settings.mode !== "batch");
        const step = () => scheduler.schedule(Promise.resolve());
        const { items, client } = createModelTable({ faults, travel: step, hasPartiql });
        const system = { now: () => 0, random: () => 0, sleep: step, after: () => () => undefined };
        const retry = { maxAttempts: 1 };
        const sink = createEventSink({
          ...settings,
          client,
          tableName: "events",
          streamId: "s",
          key: "id",
          retry,
          system,
        });
        const accepted: string[] = [];
        const writeAll = async () => {
          for (const id of ids) {
            const write = sink.write({ id, data: id });
            if (
              !(await write.then(
                () => true,
                () => false,
              ))
            )
              break;
            accepted.push(id);
          }
          return sink.flush().then(
            () => [],
            ({ failures }) => failures as { key: string }[],
          );
        };
        const failures = await scheduler.waitFor(writeAll());
        const durable = accepted.slice(0, sink.acknowledged?.sequence ?? 0);
        for (const id of durable) expect(items.has(id)).toBe(true);
        const named = new Set(failures.map(({ key }) => key));
        for (const id of accepted) expect(items.has(id) || named.has(id)).toBe(true);
        expect(sink.stats.inFlight).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});
