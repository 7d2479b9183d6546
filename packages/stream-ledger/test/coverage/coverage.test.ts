import { describe, expect, test } from "vitest";
import { coverage } from "../../src/index.ts";
import { recordOf, T0 } from "../support/records.ts";

/** In milliseconds since `T0`. */
function since({ fromMs, untilMs }: { fromMs: number; untilMs: number }) {
  return [fromMs - T0, untilMs - T0];
}

/** `[from, until, certainty]` of each gap, in milliseconds since `T0`. */
function gapsOf(records: Parameters<typeof coverage>[0], untilMs = 100_000) {
  return coverage(records, T0, T0 + untilMs).gaps.map((gap) => [...since(gap), gap.certainty]);
}

const first = recordOf({ endedAtMs: T0 + 40_000 });
const second = recordOf({
  epoch: 3,
  claimId: "request-2",
  claimedAtMs: T0 + 45_000,
  connectedAtMs: T0 + 46_000,
  endedAtMs: T0 + 100_000,
  outcome: "ended",
});
const killed = recordOf({
  endedAtMs: T0 + 45_000,
  outcome: "killed",
  deadlineMs: T0 + 60_000,
  inferred: ["endedAtMs", "outcome"],
  knownUp: [{ fromMs: T0 + 100, untilMs: T0 + 30_000 }],
});

test("a handover without a hole leaves none, and counts the time of both", () => {
  const early = { ...second, connectedAtMs: T0 + 39_000 };
  const { covered, gaps, doubledMs } = coverage([first, early], T0 + 100, T0 + 100_000);
  expect(covered.map(since)).toEqual([[100, 100_000]]);
  expect([gaps, doubledMs]).toEqual([[], 1_000]);
});

test("from one connection's own end to the next one's start nobody was up: proven", () => {
  expect(gapsOf([second, first])).toEqual([
    [0, 100, "suspected"],
    [40_000, 46_000, "proven"],
  ]);
});

test("a hole that began when the next connection was on its way is suspected: its source may have taken that one", () => {
  const onItsWay = { ...second, claimedAtMs: T0 + 39_000 };
  expect(gapsOf([first, onItsWay])[1]).toEqual([40_000, 46_000, "suspected"]);
  const [swap] = coverage([first, onItsWay], T0 + 100, T0 + 100_000).gaps;
  expect([swap?.provenMs, swap?.isSwap]).toEqual([0, true]);
  const late = { ...second, claimedAtMs: T0 + 40_001 };
  expect(gapsOf([first, late])[1]).toEqual([40_000, 46_000, "proven"]);
  expect(coverage([first, late], T0 + 100, T0 + 100_000).gaps[0]?.isSwap).toBe(false);
});

test("a hole is a swap also where the next connection has not said how it ended, or others tell of all of it", () => {
  const knownUp = [{ fromMs: T0 + 46_000, untilMs: T0 + 50_000 }];
  const next = { ...second, claimedAtMs: T0 + 39_000, endedAtMs: T0 + 50_000, knownUp };
  for (const inferred of [["endedAtMs"], ["endedAtMs", "connectedAtMs"]]) {
    const { gaps } = coverage([first, { ...next, inferred }], T0 + 100, T0 + 50_000);
    expect(gaps).toMatchObject([{ isSwap: true, certainty: "suspected", provenMs: 0 }]);
  }
});

test("a hole before a connection that met an event of the one before is excluded", () => {
  const met = { ...second, handover: { proof: "event" as const, events: 3, overlapMs: 20 } };
  expect(gapsOf([first, met])).toEqual([
    [0, 100, "suspected"],
    [40_000, 46_000, "excluded"],
  ]);
  expect(gapsOf([first, { ...second, handover: { proof: "overlap" } }])[1]?.[2]).toBe("proven");
});

test("of a killed connection only the known time is covered, and the hole after it is suspected", () => {
  const { covered, gaps } = coverage([killed, second], T0 + 100, T0 + 100_000);
  expect(covered.map(since)).toEqual([
    [100, 30_000],
    [46_000, 100_000],
  ]);
  expect(gaps.map(({ certainty, provenMs }) => [certainty, provenMs])).toEqual([["suspected", 0]]);
});

test("a hole that went on after the killed one's deadline is proven in part", () => {
  const late = { ...second, connectedAtMs: T0 + 70_000 };
  const [gap] = coverage([killed, late], T0 + 100, T0 + 100_000).gaps;
  expect(gap).toEqual({
    fromMs: T0 + 30_000,
    untilMs: T0 + 70_000,
    certainty: "suspected",
    provenMs: 10_000,
    isSwap: false,
  });
});

test("a killed one that was gone before its inferred end is not taken for connected until then", () => {
  const unknown = { ...killed, knownUp: [] };
  expect(gapsOf([unknown, second])).toEqual([[0, 46_000, "suspected"]]);
});

test("the times that a connection was down itself are gaps, proven; of those that are not told, the time is suspected", () => {
  const reopenings = [{ brokeAtMs: T0 + 5_000, why: "lost", backAtMs: T0 + 6_000 }];
  const furtherReopenings = { count: 9, fromMs: T0 + 10_000, untilMs: T0 + 12_000, downMs: 900 };
  expect(gapsOf([{ ...first, reopenings, furtherReopenings }, second], 40_000)).toEqual([
    [0, 100, "suspected"],
    [5_000, 6_000, "proven"],
    [10_000, 12_000, "suspected"],
  ]);
});

test("of a connection that was given up for its silence nobody knows when it ended", () => {
  const reopenings = [
    { brokeAtMs: T0 + 5_000, why: "silent", silentSinceMs: T0 + 3_000, backAtMs: T0 + 6_000 },
  ];
  expect(gapsOf([{ ...first, reopenings, silentSinceMs: T0 + 39_000 }, second]).slice(1)).toEqual([
    [3_000, 6_000, "suspected"],
    [39_000, 46_000, "suspected"],
  ]);
});

test("after a killed connection an event that its successor met excludes nothing", () => {
  const met = { ...second, handover: { proof: "event" as const, events: 3, overlapMs: 20 } };
  expect(gapsOf([killed, met])[1]).toEqual([30_000, 46_000, "suspected"]);
});

test("a reopening that was never back lasts to the end", () => {
  const reopenings = [{ brokeAtMs: T0 + 5_000, why: "lost" }];
  expect(gapsOf([{ ...first, reopenings }, second], 40_000)[1]).toEqual([5_000, 40_000, "proven"]);
});

test("after the last record the next one may have come without being on record yet: suspected", () => {
  expect(gapsOf([first], 60_000)[1]).toEqual([40_000, 60_000, "suspected"]);
});

test("an epoch without a record makes the hole suspected: somebody may have been up", () => {
  expect(gapsOf([first, { ...second, epoch: 4 }])[1]).toEqual([40_000, 46_000, "suspected"]);
});

test("one without a record is taken to have lived as long as any on record, and as long as a function can", () => {
  const third = {
    ...second,
    epoch: 5,
    claimedAtMs: T0 + 60_000,
    connectedAtMs: T0 + 60_000,
    endedAtMs: T0 + 950_000,
  };
  const reopenings = [940_000, 947_000, 961_000].map((atMs) => ({
    brokeAtMs: T0 + atMs,
    why: "lost",
    backAtMs: T0 + atMs + 100,
  }));
  const fourth = {
    ...third,
    epoch: 6,
    claimedAtMs: T0 + 940_000,
    connectedAtMs: T0 + 941_000,
    endedAtMs: T0 + 970_000,
  };
  const certainties = (lifeMs: number) => {
    const told = [first, { ...third, deadlineMs: T0 + 61_000 }, { ...fourth, reopenings }];
    const next = {
      ...fourth,
      epoch: 7,
      claimedAtMs: T0 + 969_000,
      connectedAtMs: T0 + 969_000,
      endedAtMs: T0 + 980_000,
    };
    const last = { ...next, deadlineMs: next.claimedAtMs + lifeMs };
    return coverage([...told, last], T0 + 951_000, T0 + 970_000).gaps.map(({ certainty }) => certainty);
  };
  expect(certainties(1_000)).toEqual(["proven"]);
  expect(certainties(950_000)).toEqual(["suspected"]);
});

test("what was before the first record is nothing of a stream that was begun with it, and suspected of another", () => {
  const from = T0 - 1_000;
  const [begun, older] = [first, { ...first, epoch: 9 }].map((one) => coverage([one], from, T0 + 40_000));
  expect(begun?.idle.map(since)).toEqual([[-1_000, 0]]);
  expect(older?.idle).toEqual([]);
  expect(older?.gaps.map(since)).toEqual([[-1_000, 100]]);
  expect(older?.gaps.map(({ certainty }) => certainty)).toEqual(["suspected"]);
});

describe("after the end of the stream", () => {
  const over = { ...first, outcome: "ended" };

  test("there is nothing to be connected to, until it is begun again", () => {
    const again = { ...second, epoch: over.epoch + 2 };
    const { idle, gaps } = coverage([over, again], T0 + 100, T0 + 100_000);
    expect(idle.map(since)).toEqual([[40_000, 45_000]]);
    expect(gaps.map(since)).toEqual([[45_000, 46_000]]);
    expect(coverage([over], T0 + 100, T0 + 100_000).idle.map(since)).toEqual([[40_000, 100_000]]);
  });

  describe("which later connections were told once more,", () => {
    const none = { received: 0, stored: 0, duplicates: 0, deadLettered: 0 };
    const { connectedAtMs: _, ...turnedAway } = { ...second, endedAtMs: T0 + 46_500, counts: none };

    test("there is nothing to be connected to from the first end on", () => {
      const { idle, gaps } = coverage([over, turnedAway], T0 + 100, T0 + 100_000);
      expect([idle.map(since), gaps]).toEqual([[[40_000, 100_000]], []]);
      const signalled = { ...second, endedAtMs: T0 + 46_500, counts: none };
      expect(gapsOf([over, signalled]).slice(1)).toEqual([]);
      expect(gapsOf([over, { ...signalled, claimedAtMs: T0 + 39_000 }]).slice(1)).toEqual([]);
      const again = { ...signalled, counts: { ...none, received: 9, duplicates: 9 } };
      expect(gapsOf([over, again]).slice(1)).toEqual([]);
    });

    test("that one which was never up came in between is nothing", () => {
      const failed = { ...turnedAway, outcome: "failed", claimedAtMs: T0 + 41_000, endedAtMs: T0 + 42_000 };
      expect(gapsOf([over, failed, { ...turnedAway, epoch: 4 }]).slice(1)).toEqual([]);
      expect(gapsOf([over, failed])[1]).toEqual([40_000, 100_000, "suspected"]);
    });

    test.each<[string, Partial<typeof second>]>([
      ["received something new: the first end was none", { counts: { ...none, received: 2, stored: 1 } }],
      ["received what cannot be stored", { counts: { ...none, received: 1, deadLettered: 1 } }],
      ["was up and came out otherwise", { counts: none, outcome: "superseded" }],
      ["has not said itself how it ended", { counts: none, inferred: ["endedAtMs", "outcome"] }],
    ])("the hole is a gap when one of them %s", (_, changes) => {
      expect(gapsOf([over, { ...second, ...changes }])[1]?.slice(0, 1)).toEqual([40_000]);
    });

    test("the hole is a gap when one of them has no record", () => {
      expect(gapsOf([over, { ...turnedAway, epoch: 5 }])[1]).toEqual([40_000, 46_500, "suspected"]);
      const twice = [turnedAway, { ...turnedAway, claimId: "request-9", outcome: "superseded" }];
      expect(gapsOf([over, ...twice])[1]?.[0]).toBe(40_000);
    });
  });

  describe("and a new begin that nobody can be sure of,", () => {
    const again = { ...second, epoch: over.epoch + 2 };
    const { endedAtMs: _, outcome: __, ...goesOn } = again;

    test.each<[string, typeof second]>([
      ["when the first claim after it may have no record", { ...again, epoch: over.epoch + 3 }],
      ["when somebody had the stream before that claim", { ...again, handover: { proof: "none" } }],
      [
        "when the next connection has not said itself how it ended",
        { ...again, inferred: ["endedAtMs"], knownUp: [{ fromMs: T0 + 46_000, untilMs: T0 + 100_000 }] },
      ],
    ])("the time is a gap, suspected, %s", (_, next) => {
      expect(gapsOf([over, next])[1]).toEqual([40_000, 46_000, "suspected"]);
    });

    test("the time is pending as long as the next connection can still say whether anybody had the stream before it", () => {
      const { pending, gaps } = coverage([over, goesOn], T0 + 100, T0 + 46_000);
      expect(pending.map(since)).toEqual([[40_000, 45_000]]);
      expect(gaps.map(since)).toEqual([[45_000, 46_000]]);
    });

    test.each(["stopped", "refused"])(
      "of a connection that was %s, the time is idle when that was known before",
      (outcome) => {
        const done = { ...over, outcome, deadlineMs: T0 + 45_000 };
        const late = { ...again, handover: { proof: "none" as const } };
        expect(coverage([done, late], T0 + 100, T0 + 45_000).idle.map(since)).toEqual([[40_000, 45_000]]);
        expect(gapsOf([{ ...done, deadlineMs: T0 + 45_001 }, late])[1]?.[2]).toBe("suspected");
      },
    );
  });

  test("that a connection heard when it had seen its successor up, the stream may go on", () => {
    expect(gapsOf([{ ...over, supersededAtMs: T0 + 39_000 }])[1]).toEqual([40_000, 100_000, "suspected"]);
  });

  test("one that had claimed before the lease knew may have been up, even before the last one was", () => {
    const reopenings = [{ brokeAtMs: T0 + 50_000, why: "lost", backAtMs: T0 + 51_000 }];
    const last = { ...second, reopenings };
    expect(gapsOf([first, last]).slice(1)).toEqual([
      [40_000, 46_000, "proven"],
      [50_000, 51_000, "suspected"],
    ]);
    const { confirmedAtMs: _, ...unconfirmed } = second;
    expect(gapsOf([first, unconfirmed])[1]).toEqual([40_000, 46_000, "suspected"]);
    const unleased = [first, unconfirmed].map((record) => ({ ...record, epoch: 0 }));
    expect(gapsOf(unleased)[1]).toEqual([40_000, 46_000, "proven"]);
  });

  test("that a connection heard when it had been succeeded, or that the next claim knows nothing of, the hole is a gap", () => {
    const successor = { ...second, claimedAtMs: T0 + 39_000 };
    expect(gapsOf([over, successor])[1]).toEqual([40_000, 46_000, "suspected"]);
    expect(gapsOf([over, second])[1]).toEqual([40_000, 46_000, "proven"]);
  });
});

describe("of a connection that goes on", () => {
  const { endedAtMs: _, ...open } = recordOf({ deadlineMs: T0 + 90_000 });

  test("nobody can say yet whether it is up: that is neither covered nor a gap, until its deadline", () => {
    const { covered, pending, gaps } = coverage([open], T0, T0 + 100_000);
    expect(covered).toEqual([]);
    expect(pending.map(since)).toEqual([[100, 90_000]]);
    expect(gaps.map((gap) => [...since(gap), gap.certainty])).toEqual([
      [0, 100, "suspected"],
      [90_000, 100_000, "suspected"],
    ]);
  });

  test("that has been succeeded, what it has not said is suspected", () => {
    expect(gapsOf([open, second], 100_000)).toEqual([[0, 46_000, "suspected"]]);
  });
});

test("records that make no sense harm nothing", () => {
  const backward = recordOf({ connectedAtMs: T0 + 50_000, endedAtMs: T0 + 10 });
  expect(coverage([backward], T0 + 5_000, T0 + 6_000).gaps).toHaveLength(1);
  expect(coverage([first], T0 + 6_000, T0 + 5_000)).toEqual({
    covered: [],
    gaps: [],
    idle: [],
    pending: [],
    doubledMs: 0,
  });
  expect(coverage([], T0, T0 + 1_000).gaps).toMatchObject([{ certainty: "suspected", provenMs: 0 }]);
});
