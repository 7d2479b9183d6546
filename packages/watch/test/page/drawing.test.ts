import { describe, expect, test } from "vitest";
import { drawingOf, laneName } from "../../src/page/drawing.ts";
import { hashOf, placeOf } from "../../src/page/place.ts";
import { ticksOf } from "../../src/page/time-axis.ts";
import { gapReport } from "../../src/report/gap-report.ts";
import { connection, T0 } from "../support/records.ts";

const span = { streamId: "weather", sinceMs: T0, untilMs: T0 + 100_000 };

describe("a drawing", () => {
  test("has bars on lanes, joints where one took over, notches and gaps, in percent of the time", () => {
    const reopenings = [{ brokeAtMs: T0 + 10_000, why: "reset", backAtMs: T0 + 12_000 }];
    const records = [
      connection(2, -20, 41, { reopenings }),
      connection(3, 40, 70, { handover: { proof: "overlap", overlapMs: 1_000 } }),
      connection(4, 80, 100, { handover: { proof: "none", why: "gone" } }),
    ];
    const { lanes, bars, joints, gaps, leftOut } = drawingOf(gapReport(records, span));
    expect(lanes).toEqual(["A", "B"]);
    expect(bars.map(({ lane, x, width, notches }) => ({ lane, x, width, notches }))).toEqual([
      { lane: 0, x: 0, width: 41, notches: [{ x: 10, width: 2 }] },
      { lane: 1, x: 40, width: 30, notches: [] },
      { lane: 0, x: 80, width: 20, notches: [] },
    ]);
    expect(joints.map(({ x, fromLane, toLane }) => [x, fromLane, toLane])).toEqual([
      [40, 0, 1],
      [80, 1, 0],
    ]);
    expect(gaps.map(({ x, width }) => [x, width])).toEqual([
      [10, 2],
      [70, 10],
    ]);
    expect(leftOut).toBe(0);
  });

  test("goes up to now with what goes on, and leaves out the oldest of too many", () => {
    const { endedAtMs: _, ...goesOn } = connection(2, 50, 0);
    expect(drawingOf(gapReport([goesOn], span)).bars).toMatchObject([{ x: 50, width: 50 }]);
    const many = Array.from({ length: 1_600 }, (_, n) => connection(n + 2, n / 20, (n + 1) / 20));
    const drawing = drawingOf(gapReport(many, span));
    expect([drawing.bars.length, drawing.leftOut]).toEqual([1_500, 100]);
  });
});

test("connections side by side that have no branches get lanes of their own", () => {
  const holder = { holder: "-" };
  const records = [
    connection(0, 0, 41, holder),
    connection(0, 40, 70, holder),
    connection(0, 45, 60, holder),
  ];
  const { lanes, bars } = drawingOf(gapReport(records, span));
  expect(lanes).toEqual(["1", "2"]);
  expect(bars.map(({ lane }) => lane)).toEqual([0, 1, 0]);
});

test("a lane is a branch, whichever execution it is of, and that of a carrier", () => {
  expect(laneName(connection(2, 0, 1, { holder: "weather-1/A" }))).toBe("A");
  expect(laneName(connection(2, 0, 1, { holder: "B" }))).toBe("B");
  const carried = { holder: "carrier-default-1-7/A", carrier: "#carrier/default/1" };
  expect(laneName(connection(2, 0, 1, carried))).toBe("default/1 A");
});

describe("the address", () => {
  test.each(["weather", "a/b", "<b>&?#%", "日本"])("of stream %j is read as it was written", (streamId) => {
    const place = { streamId, windowMs: 3_600_000 };
    expect(placeOf(hashOf(place))).toEqual(place);
  });

  test("of anything else is that of all streams", () => {
    for (const hash of ["", "#", "#/", "#/streams/", "#/streams/%", "#javascript:alert(1)"]) {
      expect(placeOf(hash).streamId).toBeUndefined();
    }
    expect(placeOf("#/streams/a/7").windowMs).toBe(600_000);
  });
});

test("ticks are round moments of the user's zone, no more than there is room for", () => {
  const noon = Date.UTC(2030, 0, 1, 12);
  expect(ticksOf(noon + 1_000, noon + 61_000, 4, 0).map(({ label }) => label)).toEqual([
    "12:00:15",
    "12:00:30",
    "12:00:45",
    "12:01:00",
  ]);
  expect(ticksOf(noon, noon + 3_600_000, 4, 3_600_000).map(({ label }) => label)).toContain("13:15");
  for (const windowMs of [60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000]) {
    const ticks = ticksOf(noon, noon + windowMs, 4, 0);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThanOrEqual(5);
  }
});
