import { describe, expect, it } from "vitest";
import type { Report } from "../../src/report/report.ts";
import { verdict } from "../../src/report/verdict.ts";

const SOUND = { failures: 0, reason: undefined };
const COVERED = { coveredMs: 900, gapMs: 0, gaps: 0, longestGapMs: 0, overlapMs: 0 };

function reportOf(changes: Partial<Report>): Report {
  return {
    strategy: "relay",
    streamId: "s",
    execution: { status: "ABORTED", startedAt: "", endedAt: "" },
    executions: 1,
    events: {
      ...{ sent: null, stored: 0, lost: null, duplicatesReceived: 0, storedTwice: 0, unknown: null },
      ...{ deadLettered: 0, framesSkipped: 0, cursorless: 0 },
    },
    connections: [],
    coverage: null,
    lease: null,
    ...changes,
  };
}

describe("the closing lines", () => {
  it("tell the lease's last error, and since when", () => {
    const lease = {
      lastError: "StreamContentTypeError: text/html",
      failingSince: "2026-01-01T00:00:00.000Z",
    };
    const lines = verdict({ report: reportOf({ lease }), logFile: "log", trouble: SOUND }, true);
    expect(lines.split("\n").at(-1)).toBe(
      "Last error (failing since 2026-01-01T00:00:00.000Z): StreamContentTypeError: text/html",
    );
  });

  it("tell why connections fail where the lease does not", () => {
    const trouble = { failures: 2, reason: "refused with status 503" };
    const lines = verdict({ report: reportOf({ lease: {} }), logFile: "log", trouble }, true);
    expect(lines.split("\n").at(-1)).toBe("Last error: refused with status 503");
  });

  it("tell no error of a stream whose last connection was sound", () => {
    const trouble = { failures: 0, reason: "closed by the source" };
    const report = reportOf({ coverage: COVERED });
    expect(verdict({ report, logFile: "log", trouble }, true)).toBe(
      "Stopped: 0 events stored; 0 duplicates received.\n" +
        "Execution ABORTED, 0 connections, no gap, 0.0 s doubly connected. The function's log: log",
    );
  });

  it("tell what a fleet did, and which streams are not as they should be", () => {
    const stream = { status: "ended", stored: 1, lost: 0, gaps: 0, longestGapMs: 0, connections: 2 };
    const spoilt = ["b", "c", "d", "e", "f", "g"].map((streamId) => ({ ...stream, streamId, lost: 2 }));
    const fleet = {
      ...{ carriers: 2, seats: 50, handovers: 1, longestWaitMs: 1_240, perCarrier: [] },
      perStream: [{ ...stream, streamId: "a" }, ...spoilt],
    };
    const report = reportOf({ fleet, lease: null, coverage: COVERED });
    expect(verdict({ report, logFile: "log", trouble: SOUND }, false).split("\n")).toEqual([
      "Not complete: 0 events of 7 streams stored; 0 duplicates received.",
      "Execution ABORTED, 0 connections, no gap, 0.0 s doubly connected. The function's log: log",
      "2 carriers, 50 seats, 1 handover of carriers, longest wait 1.2 s.",
      ...["b", "c", "d", "e", "f"].map((streamId) => `Stream ${streamId}: ended, 2 lost.`),
      "1 more such streams.",
    ]);
  });
});
