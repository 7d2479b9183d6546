import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OverlapProbe, overlapWindowMs } from "../../src/events/overlap-probe.ts";
import { MAX_OVERLAP_KEYS } from "../../src/limits.ts";

const CONNECTED_AT = 1_000;

/** What happens to an event: it comes in at a moment, over one of the invocation's connections, or the table answers. */
type Step =
  | ["received", key: string, atMs: number, connection?: number]
  | ["stored" | "duplicate", key: string];

function proofOf(steps: Step[]) {
  const probe = new OverlapProbe(CONNECTED_AT, 500);
  for (const step of steps) {
    if (step[0] === "received") probe.onReceived(step[1], step[2], step[3]);
    else probe.onSettled(step[1], step[0]);
  }
  return probe.proof;
}

const notProvable = { proven: false, provable: false, overlapEvents: 0, overlapMs: 0 };
const unproven = { ...notProvable, provable: true };

describe("the time in which events prove a handover", () => {
  it.each([
    ["ends some time after the predecessor must have gone", 900_000, 31_000],
    ["ends before a successor may be up, of a connection that does not live for long", 5_000, 3_999],
    ["is none of a connection that comes up when its own successor may", 1_000, -1],
  ])("%s", (_, handoverAtMs, windowMs) => {
    expect(overlapWindowMs(CONNECTED_AT, { handoverLeadMs: 30_000, handoverAtMs })).toBe(windowMs);
    const probe = new OverlapProbe(CONNECTED_AT, windowMs);
    probe.onReceived("a", handoverAtMs);
    probe.onSettled("a", "duplicate");
    expect(probe.proof).toEqual(notProvable);
  });
});

describe("the proof of a handover", () => {
  it.each<[string, Step[], object]>([
    ["cannot be had when nothing came", [], notProvable],
    [
      "is missing when every event was new",
      [
        ["received", "a", 1_010],
        ["stored", "a"],
      ],
      unproven,
    ],
    [
      "is an event that the table had",
      [
        ["received", "a", 1_010],
        ["received", "b", 1_020],
        ["duplicate", "b"],
        ["duplicate", "a"],
      ],
      { proven: true, provable: true, overlapEvents: 2, overlapMs: 20 },
    ],
    [
      "is counted once, from the first copy, when it comes again over the next connection",
      [
        ["received", "a", 1_010, 1],
        ["duplicate", "a"],
        ["received", "a", 1_400, 2],
        ["duplicate", "a"],
      ],
      { proven: true, provable: true, overlapEvents: 1, overlapMs: 10 },
    ],
    [
      "is not what one connection repeats: it may be of any age",
      [
        ["received", "a", 1_010],
        ["duplicate", "a"],
        ["received", "a", 1_400],
        ["duplicate", "a"],
      ],
      notProvable,
    ],
    [
      "is not what comes again long after the window",
      [
        ["received", "a", 1_010],
        ["duplicate", "a"],
        ["received", "a", 60_000],
        ["duplicate", "a"],
      ],
      notProvable,
    ],
    [
      "is not the connection's own repetition, whichever copy is answered first",
      [
        ["received", "a", 1_010],
        ["received", "a", 1_011],
        ["duplicate", "a"],
        ["stored", "a"],
        ["received", "a", 1_300],
        ["duplicate", "a"],
      ],
      notProvable,
    ],
    [
      "is not an event that came after the window",
      [
        ["received", "a", 1_501],
        ["duplicate", "a"],
      ],
      notProvable,
    ],
    [
      "may be an event at the very end of the window, answered later",
      [
        ["received", "a", 1_500],
        ["received", "b", 9_000],
        ["duplicate", "a"],
      ],
      { proven: true, provable: true, overlapEvents: 1, overlapMs: 500 },
    ],
    ["is not an event that was never received", [["duplicate", "a"]], notProvable],
  ])("%s", (_, steps, expected) => {
    expect(proofOf(steps)).toEqual(expected);
  });

  it("is of the events that another connection stored, in whatever order the table answers", () => {
    const keys = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 30 });
    const plan = keys.chain((all) =>
      fc.tuple(fc.constant(all), fc.subarray(all), fc.array(fc.nat(1e6), { minLength: 60, maxLength: 60 })),
    );
    fc.assert(
      fc.property(plan, ([all, others, order]) => {
        const answers = all
          .map((key): Step => [others.includes(key) ? "duplicate" : "stored", key])
          .map((step, index) => ({ step, rank: order[index] ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ step }) => step);
        const proof = proofOf([...all.map((key): Step => ["received", key, 1_100]), ...answers]);
        expect(proof).toMatchObject({ proven: others.length > 0, overlapEvents: others.length });
      }),
    );
  });

  describe("where the table has each connection's own copy", () => {
    /** A probe whose events are all stored, and what it makes of how often the table has them. */
    function proofWith(received: Step[], copies: Record<string, number>) {
      const probe = new OverlapProbe(CONNECTED_AT, 500);
      for (const [what, key, atMs, connection] of received) {
        if (what === "received") probe.onReceived(key, atMs, connection);
        probe.onSettled(key, "stored");
      }
      probe.onCopies(new Map(Object.entries(copies)));
      return probe.proof;
    }

    it("is an event of which the table has another", () => {
      const received: Step[] = [
        ["received", "a", 1_010],
        ["received", "b", 1_020],
      ];
      expect(proofWith(received, { a: 2, b: 1, c: 2 })).toEqual({
        ...{ proven: true, provable: true, overlapEvents: 1, overlapMs: 10 },
      });
      expect(proofWith(received, { a: 1, b: 1 })).toEqual(unproven);
    });

    it("is not what the connection's own repetitions may have brought there", () => {
      const twice = (connection: number): Step[] => [
        ["received", "a", 1_010, 1],
        ["received", "a", 1_020, connection],
      ];
      expect(proofWith(twice(2), { a: 2 })).toEqual(unproven);
      expect(proofWith(twice(1), { a: 2 })).toEqual(notProvable);
    });

    it("cannot be had when the table does not tell", () => {
      const probe = new OverlapProbe(CONNECTED_AT, 500);
      probe.onReceived("a", 1_010);
      probe.onSettled("a", "stored");
      probe.cannotKnow();
      expect(probe.proof).toEqual(notProvable);
    });
  });

  it("remembers a bounded number of events, however many come", () => {
    const probe = new OverlapProbe(0, 1_000_000);
    for (let index = 0; index < MAX_OVERLAP_KEYS + 50; index += 1) {
      probe.onReceived(`key-${index}`, 1);
      probe.onSettled(`key-${index}`, "duplicate");
    }
    expect(probe.isWatching(1)).toBe(false);
    expect(probe.proof).toMatchObject({ proven: true, overlapEvents: MAX_OVERLAP_KEYS });
  });
});
