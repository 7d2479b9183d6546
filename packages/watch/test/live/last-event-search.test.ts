import { type ConnectionRecord, createMemoryLedger } from "@unbounded-streams/stream-ledger";
import { expect, test } from "vitest";
import { LEDGER_AGAIN_MS } from "../../src/limits.ts";
import { LastEventSearch } from "../../src/live/last-event-search.ts";
import { LedgerReader } from "../../src/tables/ledger-reader.ts";
import { connection, T0 } from "../support/records.ts";

/** A search in a ledger whose reads wait until they are let, and what was asked. */
async function searched() {
  const ledger = createMemoryLedger();
  for (const streamId of ["a", "b"]) await ledger.closed(connection(2, 0, 60, { streamId }));
  const asked: string[] = [];
  let gate = Promise.withResolvers<void>();
  const reader = new LedgerReader({
    tableName: "ledger",
    ledger: {
      page: ledger.page,
      async *read(request): AsyncGenerator<ConnectionRecord> {
        asked.push(request.streamId);
        await gate.promise;
        yield* ledger.read(request);
      },
    },
  });
  return {
    asked,
    search: new LastEventSearch(reader),
    answer: () => gate.resolve(),
    refuse() {
      gate.reject(new Error("throttled"));
      gate = Promise.withResolvers();
    },
  };
}

const { signal } = new AbortController();
const lastMs = T0 + 59_500;

test("the last events are looked for beside everything else, once", async () => {
  const { search, asked, answer } = await searched();
  search.lookFor(["a", "b"], T0 + 90_000, signal);
  search.lookFor(["a", "b"], T0 + 92_000, signal);
  expect([asked, search.of("a")]).toEqual([["a", "b"], undefined]);
  answer();
  await expect.poll(() => [search.of("a"), search.of("b")]).toEqual([lastMs, lastMs]);
  search.lookFor(["a", "b"], T0 + 94_000, signal);
  expect(asked).toEqual(["a", "b"]);
  search.keepOnly(new Set(["b"]));
  expect(search.of("a")).toBeUndefined();
});

test("a ledger that cannot be read is asked again after a while, no sooner", async () => {
  const { search, asked, answer, refuse } = await searched();
  const nowMs = T0 + 90_000;
  search.lookFor(["a", "b"], nowMs, signal);
  refuse();
  await new Promise(setImmediate);
  search.lookFor(["a", "b"], nowMs + LEDGER_AGAIN_MS - 1, signal);
  expect(asked).toHaveLength(2);
  search.lookFor(["a", "b"], nowMs + LEDGER_AGAIN_MS, signal);
  expect(asked).toHaveLength(4);
  answer();
  await expect.poll(() => search.of("a")).toBe(lastMs);
});

test("whoever has gone meanwhile and comes back need not wait", async () => {
  const { search, asked, refuse } = await searched();
  const gone = new AbortController();
  search.lookFor(["a"], T0 + 90_000, gone.signal);
  gone.abort();
  refuse();
  await new Promise(setImmediate);
  search.lookFor(["a"], T0 + 90_001, signal);
  expect(asked).toHaveLength(2);
});
