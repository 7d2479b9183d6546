import { expect, test } from "vitest";
import { planWrite } from "../../src/dynamodb/plan-write.ts";
import { fittingRecord } from "../../src/entries/fit-entry.ts";
import { createMemoryLedger, MAX_REOPENINGS, Reopenings } from "../../src/index.ts";
import { inferenceOf, openedOf, recordOf, T0 } from "../support/records.ts";

test("of many reopenings the first are told one by one, and of the rest how many, when and how long", () => {
  const reopenings = new Reopenings();
  for (let at = 0; at < MAX_REOPENINGS + 3; at += 1) {
    reopenings.broke(T0 + at * 100, `break ${at}`);
    reopenings.broke(T0 + at * 100 + 5, "said twice");
    reopenings.back(T0 + at * 100 + 40);
    reopenings.back(T0 + at * 100 + 45);
  }
  const { reopenings: told, furtherReopenings } = reopenings.told;
  expect(told).toHaveLength(MAX_REOPENINGS);
  expect(told[1]).toEqual({ brokeAtMs: T0 + 100, why: "break 1", backAtMs: T0 + 140 });
  expect(furtherReopenings).toEqual({
    count: 3,
    fromMs: T0 + 100 * MAX_REOPENINGS,
    untilMs: T0 + 100 * (MAX_REOPENINGS + 2) + 40,
    downMs: 120,
  });
  reopenings.broke(T0 + 9_000, "for good");
  expect(reopenings.isDown).toBe(true);
  expect(reopenings.told.furtherReopenings).toEqual({ count: 4, fromMs: T0 + 3_200, downMs: 120 });
});

test("an item of the longest texts and most reopenings stays below 12 KB, and a usual one below 1 KB", () => {
  const long = "\u{10000}".repeat(5_000);
  const reopenings = Array.from({ length: MAX_REOPENINGS }, () => ({
    brokeAtMs: T0,
    why: long,
    backAtMs: T0,
  }));
  const huge = fittingRecord(recordOf({ reason: long, firstId: long, lastId: "x".repeat(256), reopenings }));
  expect(huge).toMatchObject({ lastId: "x".repeat(256) });
  expect(huge).not.toHaveProperty("firstId");
  const sizeOf = (record = recordOf()) =>
    Buffer.byteLength(JSON.stringify(planWrite({ word: "closed", said: record }, 60).values));
  expect(sizeOf(huge)).toBeLessThan(12 * 1024);
  const handover = { proof: "event" as const, events: 12, overlapMs: 480 };
  const lastId = '[{"topic":"eqiad.mediawiki.recentchange","partition":0,"timestamp":1532031066001}]';
  expect(sizeOf(recordOf({ firstId: lastId, lastId, handover, reason: "superseded by B" }))).toBeLessThan(
    1024,
  );
});

test("what a successor infers fills in what the connection has not said, and is told apart", async () => {
  const ledger = createMemoryLedger();
  const record = recordOf();
  await ledger.opened(openedOf(record));
  const knownUp = [{ fromMs: T0 + 100, untilMs: T0 + 20_000 }];
  await ledger.infer(
    inferenceOf({ connectedAtMs: T0 + 99, endedAtMs: T0 + 50_000, knownUp, lastId: "id-7" }),
  );
  expect(await ledger.find(record)).toEqual({
    ...openedOf(record),
    endedAtMs: T0 + 50_000,
    outcome: "killed",
    lastId: "id-7",
    knownUp,
    inferred: ["endedAtMs", "outcome", "lastId"],
  });
});

test("what ran the connection knows its end better than its successor, and both know when it was up", async () => {
  const ledger = createMemoryLedger();
  const knownUp = (from: number, until: number) => [{ fromMs: T0 + from, untilMs: T0 + until }];
  await ledger.infer(inferenceOf({ knownUp: knownUp(100, 20_000) }));
  await ledger.infer(
    inferenceOf({ by: "host", endedAtMs: T0 + 30_000, outcome: "crashed", knownUp: knownUp(10_000, 30_000) }),
  );
  expect(await ledger.find(recordOf())).toMatchObject({
    endedAtMs: T0 + 30_000,
    outcome: "crashed",
    knownUp: knownUp(100, 30_000),
    inferred: ["holder", "host", "endedAtMs", "outcome"],
  });
});
