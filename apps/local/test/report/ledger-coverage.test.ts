import type { ConnectionRecord } from "@unbounded-streams/stream-ledger";
import { expect, test } from "vitest";
import { coverageByLedger } from "../../src/report/ledger-coverage.ts";
import { isoTime } from "../../src/report/report.ts";

const T0 = Date.UTC(2030, 0, 1);
const TOLERANCE_MS = 50;

/** A connection that was claimed, up and over at these seconds. */
function connection(epoch: number, claimed: number, connected: number, ended: number): ConnectionRecord {
  return {
    ...{ streamId: "weather", epoch, claimId: `request-${epoch}`, holder: "A", host: "local" },
    ...{ claimedAtMs: T0 + claimed * 1_000, connectedAtMs: T0 + connected * 1_000 },
    ...{ confirmedAtMs: T0 + connected * 1_000 + 20, endedAtMs: T0 + ended * 1_000, outcome: "superseded" },
    ...{ counts: { received: 1, stored: 1, duplicates: 0, deadLettered: 0 }, bytes: 1, reopenings: [] },
  };
}

test("every hole of the ledger is listed, and those are counted that are no swap and no pause", () => {
  const records = [
    connection(2, 0, 0, 10),
    connection(3, 9, 12, 20),
    connection(4, 20.01, 20.04, 30),
    { ...connection(5, 31, 32, 40), outcome: "ended" },
  ];
  const hole = (from: number, until: number) => ({
    ...{ from: isoTime(T0 + from * 1_000), until: isoTime(T0 + until * 1_000) },
    lengthMs: Math.round((until - from) * 1_000),
  });
  expect(coverageByLedger(records, T0 + 40_000, TOLERANCE_MS)).toEqual({
    ...{ gaps: 1, gapMs: 2_000, longestGapMs: 2_000, coveredMs: 38_000, overlapMs: 0 },
    list: [
      { ...hole(10, 12), certainty: "suspected", isSwap: true },
      { ...hole(20, 20.04), certainty: "proven", isSwap: false },
      { ...hole(30, 32), certainty: "proven", isSwap: false },
    ],
  });
});

test("there is no coverage when nobody was ever up", () => {
  const { connectedAtMs: _, ...never } = connection(2, 0, 0, 1);
  expect(coverageByLedger([never], undefined, TOLERANCE_MS)).toBeNull();
});
