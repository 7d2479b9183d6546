import { describe, expect, it } from "vitest";
import { isAtCap, nextStance, plan, roomOf } from "../../src/index.ts";
import { NOW, peer, seat, seatsOf, view, waits } from "./views.ts";

const take = (streamId: string) => ({ do: "take", streamId });
const loaded = { utilization: 0.72, memory: 0.3 };
const overloaded = { utilization: 0.95, memory: 0.3 };

describe("taking", () => {
  it("takes what nobody reads first, and of that what has waited longest", () => {
    const waiting = [waits("b", 1_000), waits("a", 2_000)];
    const offered = [waits("c", 60_000)];
    expect(plan(view({ waiting, offered }))).toEqual([take("a"), take("b"), take("c")]);
  });

  it("takes its own before those of others", () => {
    const me = { seats: [seat("own", { isHeld: false })] };
    expect(plan(view({ me, waiting: [waits("a", 9_000)] }))).toEqual([take("own"), take("a")]);
  });

  it("leaves a stream to a lower carrier that has room, for 6 s", () => {
    const peers = [peer(1, { room: 3 })];
    const waiting = [waits("new", 5_999), waits("old", 6_000)];
    expect(plan(view({ me: { number: 2 }, peers, waiting }))).toEqual([take("old")]);
    expect(plan(view({ me: { number: 2 }, peers: [peer(1)], waiting }))).toHaveLength(2);
  });

  it("does not take back what it offers itself", () => {
    const me = { number: 2, seats: [seat("own", { isOffered: true }), seat("other")], lastShedMs: NOW };
    const offered = [waits("own", 60_000)];
    expect(plan(view({ me, offered, load: { utilization: 0.69, memory: 0.7 } }))).toEqual([
      { do: "withdraw", streamId: "own" },
    ]);
  });
});

describe("load", () => {
  it("takes nothing from others above 70 percent of the time or 75 of the memory, but its own", () => {
    const me = { seats: [seat("own", { isHeld: false })] };
    const waiting = [waits("a")];
    expect(plan(view({ me, waiting, load: loaded, peers: [peer(2, { room: 1 })] }))).toEqual([take("own")]);
    const memory = { utilization: 0.1, memory: 0.76 };
    expect(plan(view({ me, waiting, load: memory, peers: [peer(2, { room: 1 })] }))).toEqual([take("own")]);
  });

  it("offers the loudest seat above 90 percent, one each 30 s", () => {
    const seats = [
      seat("quiet"),
      seat("loud", { eventsPerSecond: 90 }),
      seat("middle", { eventsPerSecond: 9 }),
    ];
    const shed = (lastShedMs: number) => plan(view({ me: { seats, lastShedMs }, load: overloaded }));
    expect(shed(NOW - 30_000)).toEqual([{ do: "offer", streamId: "loud" }]);
    expect(shed(NOW - 29_999)).toEqual([]);
  });

  it("does not pass on what has just come, so that a loud stream does not wander", () => {
    const seats = [seat("old"), seat("loud", { eventsPerSecond: 90, takenAtMs: NOW - 60_000 })];
    expect(plan(view({ me: { seats }, load: overloaded }))).toEqual([{ do: "offer", streamId: "old" }]);
  });

  it("offers the last seat that it holds when others of its own wait to be taken again", () => {
    const seats = [seat("loud"), seat("quiet", { isHeld: false })];
    expect(plan(view({ me: { seats }, load: overloaded }))).toEqual([{ do: "offer", streamId: "loud" }]);
    const paused = [seat("loud"), seat("quiet", { isHeld: false, notBeforeMs: NOW + 1 })];
    expect(plan(view({ me: { seats: paused }, load: overloaded }))).toEqual([]);
  });

  it("never offers its only stream", () => {
    expect(plan(view({ me: { seats: [seat("only")] }, load: overloaded }))).toEqual([]);
  });

  it("an unmeasured load is no room", () => {
    const load = { utilization: Number.NaN, memory: 0.3 };
    expect(roomOf({ seats: 0, isDraining: false, load, limits: { capacity: 10 } })).toBe(0);
  });
});

describe("growing", () => {
  const full = { seats: seatsOf(10), room: 0 };
  const waiting = [waits("a")];

  it("starts the lowest number that is free", () => {
    expect(plan(view({ me: full, waiting }))).toEqual([{ do: "start", carrier: 2 }]);
    expect(plan(view({ me: full, waiting, peers: [peer(2)] }))).toEqual([{ do: "start", carrier: 3 }]);
    expect(plan(view({ me: { ...full, number: 2 }, waiting }))).toEqual([{ do: "start", carrier: 1 }]);
  });

  it("starts none while another has room, unless more wait for long than that, or one for very long", () => {
    const peers = [peer(2, { room: 1 })];
    expect(plan(view({ me: full, waiting, peers }))).toEqual([]);
    expect(plan(view({ me: full, waiting: [waits("a", 6_000), waits("b", 6_000)], peers }))).toEqual([
      { do: "start", carrier: 3 },
    ]);
    const long = [waits("a", 60_000)];
    expect(plan(view({ me: full, waiting: long, peers }))).toEqual([{ do: "start", carrier: 3 }]);
    expect(plan(view({ me: { ...full, lastStartMs: NOW - 59_999 }, waiting: long, peers }))).toEqual([]);
  });

  it("is the lowest carrier's business, and after 30 s everybody's", () => {
    const me = { ...full, number: 2 };
    expect(plan(view({ me, waiting, peers: [peer(1)] }))).toEqual([]);
    expect(plan(view({ me, waiting: [waits("a", 30_000)], peers: [peer(1)] }))).toEqual([
      { do: "start", carrier: 3 },
    ]);
  });

  it("says so when it is at the cap", () => {
    const peers = [peer(2), peer(3)];
    expect(plan(view({ me: full, waiting, peers }))).toEqual([]);
    expect(isAtCap(view({ me: full, waiting, peers }))).toBe(true);
    expect(isAtCap(view({ me: full, peers }))).toBe(false);
    expect(isAtCap(view({ me: full, waiting, peers: [peer(2)] }))).toBe(false);
    expect(isAtCap(view({ me: full, waiting, peers: [peer(2), peer(3, { room: 1 })] }))).toBe(false);
    expect(isAtCap(view({ waiting, peers }))).toBe(false);
  });

  it("does not grow for a stream that pauses because it fails", () => {
    expect(plan(view({ me: full, waiting: [waits("a", 0, { notBeforeMs: NOW + 1 })] }))).toEqual([]);
  });

  it("grows for a seat that it wants to be rid of", () => {
    const seats = [seat("a"), seat("b", { isOffered: true })];
    const offered = [waits("b")];
    expect(plan(view({ me: { seats, lastShedMs: NOW }, offered, load: overloaded }))).toEqual([
      { do: "start", carrier: 2 },
    ]);
  });

  it("starts itself anew when its record is over and nobody else is there", () => {
    const me = { seats: [seat("a", { isOffered: true })], isOver: true, isDraining: true };
    expect(plan(view({ me, offered: [waits("a")] }))).toEqual([{ do: "start", carrier: 1 }]);
    const deserted = { seats: [seat("a", { isHeld: false })], isOver: true, isDraining: true };
    expect(plan(view({ me: deserted }))).toEqual([{ do: "start", carrier: 1 }]);
  });
});

describe("shrinking", () => {
  const small = { number: 2, seats: seatsOf(7), room: 3 };

  it("the highest hands its seats over when the others have had room for 5 minutes", () => {
    const since = nextStance(view({ me: small, peers: [peer(1, { room: 8 })] }));
    expect(since).toEqual({ emptySinceMs: undefined, smallSinceMs: NOW, isDraining: false });
    const later = view({ nowMs: NOW + 300_000, me: { ...small, ...since }, peers: [peer(1, { room: 8 })] });
    expect(nextStance(later).isDraining).toBe(true);
    const draining = { ...later, me: { ...later.me, isDraining: true } };
    expect(plan(draining).map((action) => action.do)).toEqual(Array(5).fill("offer"));
  });

  it("needs a tenth of a capacity more than that to begin, and not to go on", () => {
    const peers = [peer(1, { room: 7 })];
    expect(nextStance(view({ me: small, peers })).smallSinceMs).toBeUndefined();
    expect(nextStance(view({ me: { ...small, isDraining: true }, peers })).isDraining).toBe(true);
    const fewer = [peer(1, { room: 6 })];
    expect(nextStance(view({ me: { ...small, isDraining: true }, peers: fewer })).isDraining).toBe(false);
  });

  it("is not for a carrier that is not the highest, or the only one, or while streams wait", () => {
    const stance = (more: Parameters<typeof view>[0]) =>
      nextStance(view({ me: small, ...more })).smallSinceMs;
    expect(stance({ peers: [peer(1, { room: 9 }), peer(3, { room: 9 })] })).toBeUndefined();
    expect(stance({})).toBeUndefined();
    expect(stance({ peers: [peer(1, { room: 9 })], waiting: [waits("a")] })).toBeUndefined();
  });

  it("takes its seats back when it is needed after all", () => {
    const seats = [seat("a", { isOffered: true }), seat("b")];
    const me = { number: 2, seats, isDraining: true };
    const needed = view({
      me,
      peers: [peer(1, { room: 5 })],
      offered: [waits("a")],
      waiting: [waits("n", 6_000)],
    });
    const { isDraining } = nextStance(needed);
    expect(isDraining).toBe(false);
    expect(plan({ ...needed, me: { ...needed.me, isDraining } })).toEqual([
      { do: "withdraw", streamId: "a" },
      take("n"),
    ]);
  });
});

describe("resting", () => {
  it("rests when nothing has been there for 30 s", () => {
    expect(nextStance(view()).emptySinceMs).toBe(NOW);
    expect(plan(view({ me: { emptySinceMs: NOW - 29_999 } }))).toEqual([]);
    expect(plan(view({ me: { emptySinceMs: NOW - 30_000 } }))).toEqual([{ do: "rest" }]);
  });

  it("rests at once after it has handed its seats over", () => {
    expect(plan(view({ me: { number: 2, isDraining: true, emptySinceMs: NOW } }))).toEqual([{ do: "rest" }]);
  });

  it("does not rest while a stream pauses", () => {
    const waiting = [waits("a", 0, { notBeforeMs: NOW + 100_000 })];
    expect(plan(view({ me: { emptySinceMs: NOW - 40_000 }, waiting }))).toEqual([]);
  });
});
