import fc from "fast-check";
import { expect, it } from "vitest";
import { type FleetAction, type FleetView, nextStance, plan } from "../../src/index.ts";
import { anyView } from "./views.ts";

function planned<Kind extends FleetAction["do"]>(view: FleetView, kind: Kind) {
  return plan(view).filter((action): action is Extract<FleetAction, { do: Kind }> => action.do === kind);
}

function holds(property: (view: FleetView) => void): void {
  fc.assert(fc.property(anyView, property), { numRuns: 2_000 });
}

it("there are never more seats than the capacity, nor more taken at a time than there are places", () => {
  holds((view) => {
    const { me, limits } = view;
    const held = me.seats.filter(({ isHeld }) => isHeld).length;
    const takes = planned(view, "take");
    expect(held + takes.length).toBeLessThanOrEqual(Math.max(limits.capacity, held));
    expect(takes.length).toBeLessThanOrEqual(Math.max(0, (limits.takesAtOnce ?? 5) - (me.connecting ?? 0)));
  });
});

it("a stream from elsewhere is taken only below the thresholds, and the carrier's own up to the highest", () => {
  holds((view) => {
    const { utilization, memory } = view.load;
    const own = new Set(view.me.seats.map(({ streamId }) => streamId));
    const takes = planned(view, "take");
    if (utilization > 0.7 || memory > 0.75)
      expect(takes.every(({ streamId }) => own.has(streamId))).toBe(true);
    if (utilization > 0.9 || memory > 0.9) expect(takes).toEqual([]);
  });
});

it("no stream is taken twice, while it is held, while it pauses, or by a carrier that goes", () => {
  holds((view) => {
    const { me, waiting, offered, nowMs } = view;
    const takes = planned(view, "take").map(({ streamId }) => streamId);
    expect(new Set(takes).size).toBe(takes.length);
    const all = new Map(
      [...waiting, ...offered, ...me.seats].map((each) => [each.streamId, each.notBeforeMs]),
    );
    for (const streamId of takes) {
      expect(all.get(streamId) ?? nowMs).toBeLessThanOrEqual(nowMs);
      expect(me.seats.find((seat) => seat.streamId === streamId)?.isHeld ?? false).toBe(false);
      if (me.isDraining) expect(me.seats.some((seat) => seat.streamId === streamId)).toBe(true);
    }
    if (me.isOver) expect(takes).toEqual([]);
  });
});

it("no carrier rests that has a seat, or while a stream waits or is offered, and then does nothing else", () => {
  holds((view) => {
    if (planned(view, "rest").length === 0) return;
    expect(plan(view)).toEqual([{ do: "rest" }]);
    expect([view.me.seats, view.waiting, view.offered]).toEqual([[], [], []]);
  });
});

it("one carrier at most is started, of a number that is free and allowed, and only where nobody here has room", () => {
  holds((view) => {
    const starts = planned(view, "start");
    expect(starts.length).toBeLessThanOrEqual(1);
    for (const { carrier } of starts) {
      expect(carrier).toBeGreaterThanOrEqual(1);
      expect(carrier).toBeLessThanOrEqual(view.limits.maxCarriers);
      expect(view.peers.filter(({ isAlive }) => isAlive).map(({ number }) => number)).not.toContain(carrier);
      if (!view.me.isOver) expect(carrier).not.toBe(view.me.number);
      expect(view.waiting.length + view.offered.length + view.me.seats.length).toBeGreaterThan(0);
    }
  });
});

it("only seats that are held are offered and withdrawn, never both, and never the only stream because of the load", () => {
  holds((view) => {
    const held = new Map(view.me.seats.filter(({ isHeld }) => isHeld).map((seat) => [seat.streamId, seat]));
    const offered = planned(view, "offer");
    const withdrawn = planned(view, "withdraw");
    expect(offered.length === 0 || withdrawn.length === 0).toBe(true);
    for (const { streamId } of offered) expect(held.get(streamId)?.isOffered).toBe(false);
    for (const { streamId } of withdrawn) expect(held.get(streamId)?.isOffered).toBe(true);
    if (view.me.isDraining) return;
    const kept = [...held.values()].filter(({ isOffered }) => !isOffered).length;
    const toTake = view.me.seats.filter(
      (seat) => !seat.isHeld && (seat.notBeforeMs ?? 0) <= view.nowMs,
    ).length;
    expect(offered.length).toBeLessThanOrEqual(1);
    expect(kept + toTake - offered.length).toBeGreaterThanOrEqual(Math.min(kept + toTake, 1));
  });
});

it("a load that stays turns no seat around", () => {
  holds((view) => {
    const offer = planned(view, "offer").at(0);
    if (offer === undefined || view.me.isDraining) return;
    const seats = view.me.seats.map((seat) =>
      seat.streamId === offer.streamId ? { ...seat, isOffered: true } : seat,
    );
    for (const laterMs of [0, 2_000, 29_999, 60_000, 600_000]) {
      const later = {
        ...view,
        nowMs: view.nowMs + laterMs,
        me: { ...view.me, seats, lastShedMs: view.nowMs },
      };
      expect(planned(later, "withdraw")).toEqual([]);
      if (laterMs < 30_000) expect(planned(later, "offer")).toEqual([]);
    }
  });
});

it("a carrier that has begun to hand over goes on while nothing changes, and while its seats become fewer", () => {
  holds((view) => {
    const { isDraining } = nextStance(view);
    if (!isDraining) return;
    const draining = { ...view, me: { ...view.me, ...nextStance(view) } };
    expect(nextStance(draining).isDraining).toBe(true);
    const fewer = { ...draining, me: { ...draining.me, seats: draining.me.seats.slice(1) } };
    const isStrangers = view.offered.every(({ streamId }) =>
      fewer.me.seats.some((seat) => seat.streamId === streamId),
    );
    if (isStrangers) expect(nextStance(fewer).isDraining).toBe(true);
  });
});

it("dead carriers are repaired, live ones are not", () => {
  holds((view) => {
    const dead = view.peers.filter(({ isAlive }) => !isAlive).map(({ number }) => number);
    expect(planned(view, "repair").map(({ carrier }) => carrier)).toEqual(dead);
  });
});

it("the same view gives the same plan, and is left as it is", () => {
  holds((view) => {
    const before = structuredClone(view);
    expect(plan(view)).toEqual(plan(view));
    expect(view).toEqual(before);
  });
});
