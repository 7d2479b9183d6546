import { createMemoryLedger } from "@unbounded-streams/stream-ledger";
import { expect, test } from "vitest";
import { MAX_TOLD } from "../../src/limits.ts";
import { ConnectionBars } from "../../src/live/connection-bars.ts";
import { LedgerReader, type ReadableLedger } from "../../src/tables/ledger-reader.ts";
import { connection, openedOf, T0 } from "../support/records.ts";

const MINUTE_MS = 60_000;
const { signal } = new AbortController();

test("after the first look only what can have changed is read", async () => {
  const ledger = createMemoryLedger();
  const asked: (number | undefined)[] = [];
  const watched: ReadableLedger = {
    page: (request) => ledger.page(request),
    read(request) {
      asked.push(request.sinceMs);
      return ledger.read(request);
    },
  };
  const reader = new LedgerReader({ ledger: watched, tableName: "ledger" });
  const bars = new ConnectionBars(reader, { streamId: "weather", windowMs: 10 * MINUTE_MS });
  await ledger.closed(connection(2, 0, 60));
  const goesOn = connection(3, 58, 120);
  await ledger.opened(openedOf(goesOn));
  const first = await bars.read(T0 + 100_000, signal);
  expect(Array.from(first.values(), ({ epoch, endedAtMs }) => [epoch, endedAtMs])).toEqual([
    [2, T0 + 60_000],
    [3, undefined],
  ]);
  await ledger.closed(goesOn);
  await ledger.opened(openedOf(connection(4, 118, 180)));
  const second = await bars.read(T0 + 130_000, signal);
  expect(Array.from(second, ([key, { epoch }]) => [key, epoch])).toEqual([
    ["1", 2],
    ["2", 3],
    ["3", 4],
  ]);
  expect(second.get("2")?.endedAtMs).toBe(T0 + 120_000);
  await bars.read(T0 + 131_000, signal);
  expect(asked).toEqual([T0 + 100_000 - 10 * MINUTE_MS, T0 + 58_000, T0 + 118_000]);
});

test("so many connections are told, the last ones", async () => {
  const ledger = createMemoryLedger();
  const reader = new LedgerReader({ ledger, tableName: "ledger" });
  const bars = new ConnectionBars(reader, { streamId: "weather", windowMs: 60 * MINUTE_MS });
  const count = MAX_TOLD + 7;
  for (let n = 0; n < count; n += 1) await ledger.closed(connection(n + 2, n / 10, (n + 1) / 10));
  const told = Array.from((await bars.read(T0 + count * 100, signal)).values(), ({ epoch }) => epoch);
  expect([told.length, told.at(-1)]).toEqual([MAX_TOLD, count + 1]);
});

test("what was over before the time that is shown is let go of", async () => {
  const ledger = createMemoryLedger();
  const reader = new LedgerReader({ ledger, tableName: "ledger" });
  const bars = new ConnectionBars(reader, { streamId: "weather", windowMs: MINUTE_MS });
  for (let epoch = 2; epoch < 60; epoch += 1)
    await ledger.closed(connection(epoch, epoch * 10, epoch * 10 + 11));
  const shown = await bars.read(T0 + 605_000, signal);
  expect(shown.size).toBeLessThan(25);
  expect(Array.from(shown.values()).at(-1)?.epoch).toBe(59);
  expect((await bars.read(T0 + 1_605_000, signal)).size).toBe(16);
});
