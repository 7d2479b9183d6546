import { describe, expect, it } from "vitest";
import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";
import { progressLine } from "../../src/report/progress.ts";
import { timetable } from "../../src/report/timetable.ts";

function invocation(changes: Partial<Invocation>): Invocation {
  const identity = { id: 1, branch: "A", streamId: "s", requestId: "r", startedAtMs: 0 };
  return { ...newInvocation(identity), ...changes };
}

const first = invocation({
  branch: "B",
  connectedAtMs: 100,
  endedAtMs: 9_000,
  outcome: "interrupted",
  stored: 200,
});
const second = invocation({ startedAtMs: 9_100, connectedAtMs: 9_400, stored: 30, duplicates: 2 });

describe("the progress line", () => {
  it("says time, connected branch, events stored, duplicates and gaps", () => {
    expect(progressLine([first, second], "A", 10_000, 10_000)).toBe(
      "00:00:10.000  connected: A  stored: 230  duplicates: 2  1 gap (0.4 s)",
    );
  });

  it("counts no gap after the stream has ended", () => {
    const ended = { ...second, endedAtMs: 12_000, outcome: "ended", connectedAtMs: 9_000 };
    expect(progressLine([first, ended], "none", 20_000, 20_000)).toContain("no gap");
  });
});

describe("the progress line of a stream that nobody is connected to", () => {
  it("says why", () => {
    const refused = { ...first, reason: "refused with status 503" };
    expect(progressLine([refused], "none", 10_000, 10_000)).toContain("last: refused with status 503");
  });
});

describe("the progress line of a stream that fails", () => {
  const failed = invocation({
    epoch: 2,
    endedAtMs: 500,
    outcome: "StreamContentTypeError",
    reason: "sent HTML",
  });
  const lostClaim = invocation({ endedAtMs: 600, outcome: "superseded" });

  it("counts failures, says why, and does not say that there is no gap", () => {
    expect(progressLine([failed, failed, lostClaim], "none", 10_000, 10_000)).toBe(
      "00:00:10.000  connected: none  stored: 0  duplicates: 0  failures: 2  last: sent HTML",
    );
    expect(progressLine([], "none", 200, 200)).toBe(
      "00:00:00.200  connected: none  stored: 0  duplicates: 0",
    );
  });

  it("does so while the next connection is up that has stored nothing", () => {
    const up = invocation({ epoch: 3, connectedAtMs: 9_990 });
    expect(progressLine([failed, up], "A", 10_000, 10_000)).toBe(
      "00:00:10.000  connected: A  stored: 0  duplicates: 0  failures: 1  last: sent HTML",
    );
  });

  it("counts what is kept as dead letters", () => {
    const up = invocation({ epoch: 3, connectedAtMs: 9_990, deadLettered: 4, framesSkipped: 1 });
    expect(progressLine([up], "A", 10_000, 10_000)).toBe(
      "00:00:10.000  connected: A  stored: 0  duplicates: 0  dead letters: 4  frames passed over: 1  no gap",
    );
  });
});

describe("the table of processing times", () => {
  it("shows for each branch when it waited and when it held a connection, as the article does", () => {
    const waits = [{ branch: "A", state: "Wait (9)", fromMs: 0, toMs: 9_050 }];
    const table = timetable(waits, [first, { ...second, endedAtMs: 20_000, outcome: "ended" }], 0);
    expect(table.split("\n").map((row) => row.split(/ {2,}/))).toEqual([
      ["time", "branch A", "branch B"],
      ["00:00:00.000", "Wait (9) start"],
      ["00:00:00.000", "connection start"],
      ["00:00:09.000", "connection (interrupted) end after 00:00:09.000"],
      ["00:00:09.050", "Wait (9) end after 00:00:09.050"],
      ["00:00:09.100", "connection start"],
      ["00:00:20.000", "connection (ended) end after 00:00:10.900"],
    ]);
    const columnB = table.indexOf("branch B");
    expect(table.split("\n")[2]?.indexOf("connection start")).toBe(columnB);
  });
});
