import { describe, expect, it } from "vitest";
import { StallGuard } from "../../src/timeouts/stall-guard.ts";
import { ManualClock } from "../manual-clock.ts";

describe("the guard of a silent connection", () => {
  function guarded(limits: number[]) {
    const clock = new ManualClock();
    const stalls: number[] = [];
    let last = limits[0] ?? 0;
    const guard = new StallGuard(
      clock,
      () => {
        last = limits.shift() ?? last;
        return last;
      },
      (limitMs) => stalls.push(limitMs),
    );
    return { clock, guard, stalls };
  }

  it("asks for the limit at each wait: a longer one counts at once", () => {
    const { clock, guard, stalls } = guarded([1_000, 3_000]);
    guard.wait();
    clock.advance(900);
    guard.rest();
    guard.wait();
    clock.advance(2_999);
    expect(stalls).toEqual([]);
    clock.advance(1);
    expect(stalls).toEqual([3_000]);
  });

  it("and a shorter one too, although a longer timer runs", () => {
    const { clock, guard, stalls } = guarded([60_000, 500]);
    guard.wait();
    guard.rest();
    guard.wait();
    expect(clock.pendingTimers).toBe(1);
    clock.advance(499);
    expect(stalls).toEqual([]);
    clock.advance(1);
    expect(stalls).toEqual([500]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("keeps one timer over many waits, and none when it is stopped", () => {
    const { clock, guard, stalls } = guarded([1_000]);
    for (let wait = 0; wait < 100; wait += 1) {
      guard.wait();
      clock.advance(100);
      guard.rest();
      expect(clock.pendingTimers).toBe(1);
    }
    guard.stop();
    expect(clock.pendingTimers).toBe(0);
    expect(stalls).toEqual([]);
  });

  it("goes on with a wait that what came has not ended, without the time in between", () => {
    const { clock, guard, stalls } = guarded([1_000]);
    guard.wait();
    clock.advance(600);
    guard.hold();
    clock.advance(60_000);
    guard.wait();
    clock.advance(399);
    expect(stalls).toEqual([]);
    clock.advance(1);
    expect(stalls).toEqual([1_000]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("calls at once when the wait was longer than a limit that has become shorter", () => {
    const { clock, guard, stalls } = guarded([10_000, 1_000]);
    guard.wait();
    clock.advance(5_000);
    guard.hold();
    guard.wait();
    clock.advance(0);
    expect(stalls).toEqual([1_000]);
  });

  it("never calls with a limit of 0", () => {
    const { clock, guard } = guarded([0]);
    guard.wait();
    expect(clock.pendingTimers).toBe(0);
  });
});
