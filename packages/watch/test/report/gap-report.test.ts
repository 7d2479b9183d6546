import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";
import { describe, expect, test } from "vitest";
import { connectionEntry } from "../../src/report/connection-entry.ts";
import { gapReport } from "../../src/report/gap-report.ts";
import { connection, openedOf, T0 } from "../support/records.ts";

const span = { streamId: "weather", sinceMs: T0, untilMs: T0 + 120_000 };

describe("a report of gaps", () => {
  const takenOver = openedOf(connection(3, 40, 100));
  const records = [connection(2, 0, 41), takenOver, openedOf(connection(4, 80, 200))];

  test("has none of what a connection that was taken over from can still say", () => {
    const { gaps, pendingMs, coveredMs } = gapReport(records, span);
    expect(gaps).toEqual([]);
    expect([coveredMs, pendingMs]).toEqual([41_000, 79_000]);
  });

  test("has it when that connection cannot say anything any more, or something else shows it", () => {
    const late = gapReport(records, span, (takenOver.deadlineMs ?? 0) + 1);
    expect(late.gaps).toMatchObject([{ fromMs: T0 + 41_000, untilMs: T0 + 80_000, certainty: "suspected" }]);
    const before = gapReport([connection(2, 0, 30), ...records.slice(1)], span);
    expect(before.gaps).toMatchObject([{ fromMs: T0 + 30_000, untilMs: T0 + 80_000, provenMs: 10_000 }]);
  });

  test("is the same by what is shown of connections", () => {
    const all: ConnectionRecord[] = [
      connection(2, 0, 30, {
        reopenings: [
          { brokeAtMs: T0 + 9_000, why: "silence", silentSinceMs: T0 + 5_000, backAtMs: T0 + 9_500 },
        ],
        furtherReopenings: { count: 2, fromMs: T0 + 12_000, untilMs: T0 + 14_000, downMs: 100 },
        silentSinceMs: T0 + 28_000,
      }),
      connection(3, 31, 60, {
        inferred: ["endedAtMs"],
        knownUp: [{ fromMs: T0 + 31_000, untilMs: T0 + 50_000 }],
      }),
      connection(4, 70, 119, {
        claimedAtMs: T0 + 65_000,
        confirmedAtMs: T0 + 70_100,
        handover: { proof: "event", events: 2 },
        outcome: "ended",
      }),
    ];
    const entries = all.map((record) => ({ ...connectionEntry(record), streamId: "weather", claimId: "" }));
    expect(gapReport(entries, span)).toEqual(gapReport(all, span));
    expect(gapReport(all, span).gaps.length).toBeGreaterThan(3);
  });
});
