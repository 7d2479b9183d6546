import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";
import { expect, test } from "vitest";
import { gapReport } from "../../src/report/gap-report.ts";
import { gapText } from "../../src/report/gap-text.ts";
import { LedgerReader } from "../../src/tables/ledger-reader.ts";
import { connection, T0 } from "../support/records.ts";

const SPAN = { streamId: "weather", sinceMs: T0, untilMs: T0 + 90_000 };

/** A reader of a ledger that has one record with these fields. */
const readerOf = (fields: object) =>
  new LedgerReader({
    tableName: "ledger",
    ledger: {
      page: () => Promise.reject(new Error("not asked for")),
      async *read() {
        yield { ...connection(2, 0, 60), ...fields } as ConnectionRecord;
      },
    },
  });

test("a million reopenings, and moments before and after all others, are shown as they are", async () => {
  const furtherReopenings = { count: 1_000_000, fromMs: -8.64e15, untilMs: 8.64e15, downMs: 5 };
  const reopenings = [{ brokeAtMs: T0, backAtMs: T0 + 1, why: "\u202e\u0000__proto__" }];
  const records = await readerOf({ furtherReopenings, reopenings, extra: 1 }).records(SPAN);
  const text = gapText(gapReport(records, SPAN), 1_000);
  expect(text).toMatch(/ 1000001 /);
});
