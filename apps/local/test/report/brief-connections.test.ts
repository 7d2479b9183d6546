import { describe, expect, it } from "vitest";
import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";
import { BriefConnections } from "../../src/report/brief-connections.ts";

function running(): Invocation {
  return newInvocation({ id: 1, branch: "A", streamId: "s", requestId: "r", startedAtMs: 0 });
}

/** Connections that were up for so long, one a second from the first second on. */
function connect(invocation: Invocation, ...lengthsMs: readonly number[]): void {
  for (const lengthMs of lengthsMs) {
    const fromMs = (invocation.up.length + 1) * 1_000;
    invocation.up.push({ fromMs, untilMs: fromMs + lengthMs });
  }
}

describe("connections that are over at once", () => {
  it("are three in a row in some time, without a new event", () => {
    const brief = new BriefConnections();
    const invocation = running();
    expect(brief.areAllOf(invocation, 0)).toBe(false);
    connect(invocation, 5, 5);
    expect(brief.areAllOf(invocation, 2_100)).toBe(false);
    connect(invocation, 5);
    expect(brief.areAllOf(invocation, 2_400)).toBe(false);
    expect(brief.areAllOf(invocation, 3_100)).toBe(true);
  });

  it("are counted anew after a new event: a source may answer and close each time there is one", () => {
    const brief = new BriefConnections();
    const invocation = running();
    brief.areAllOf(invocation, 0);
    for (let n = 1; n <= 20; n += 1) {
      connect(invocation, 5);
      invocation.stored = n;
      expect(brief.areAllOf(invocation, n * 1_000 + 900)).toBe(false);
    }
    connect(invocation, 5, 5, 5);
    expect(brief.areAllOf(invocation, 23_900)).toBe(true);
  });

  it("are none when one of them was up for a while, or still is", () => {
    const brief = new BriefConnections();
    const invocation = running();
    brief.areAllOf(invocation, 0);
    connect(invocation, 5, 1_000, 5);
    expect(brief.areAllOf(invocation, 9_000)).toBe(false);
    const quiet = running();
    brief.areAllOf(quiet, 0);
    quiet.up.push({ fromMs: 1_000 });
    expect(brief.areAllOf(quiet, 60_000)).toBe(false);
  });
});
