import { describe, expect, it } from "vitest";
import { type Invocation, newInvocation } from "../../src/lambda/invocation.ts";
import { troubleOf } from "../../src/report/trouble.ts";

function invocation(changes: Partial<Invocation>): Invocation {
  const identity = { id: 1, branch: "A", streamId: "s", requestId: "r", startedAtMs: 0 };
  return { ...newInvocation(identity), ...changes };
}

const failed = invocation({ epoch: 2, outcome: "StreamContentTypeError", reason: "sent text/html" });
const lostClaim = invocation({ outcome: "superseded" });
const handedOver = invocation({ epoch: 2, connectedAtMs: 5, outcome: "superseded" });

describe("the trouble of a stream", () => {
  it("is none before and while a connection is up", () => {
    expect(troubleOf([])).toEqual({ failures: 0, reason: undefined });
    expect(troubleOf([handedOver, invocation({ connectedAtMs: 9 })])).toEqual({
      failures: 0,
      reason: undefined,
    });
  });

  it("counts failures in a row, and passes over invocations that lost their claim", () => {
    expect(troubleOf([failed, lostClaim, failed, lostClaim])).toEqual({
      failures: 2,
      reason: "sent text/html",
    });
  });

  it("counts anew after a connection that was sound, and while one stores", () => {
    expect(troubleOf([failed, handedOver, failed]).failures).toBe(1);
    expect(troubleOf([failed, invocation({ connectedAtMs: 9, stored: 1 })]).failures).toBe(0);
    expect(troubleOf([failed, invocation({ connectedAtMs: 9 })]).failures).toBe(1);
  });

  it("counts a turn that never came to a connection, however it was over, but not what the run's end cut off", () => {
    for (const outcome of ["superseded", "expired", "interrupted", "timed-out"])
      expect(troubleOf([invocation({ epoch: 2, outcome })]).failures, outcome).toBe(1);
    for (const outcome of ["stopped", "aborted", "ended"])
      expect(troubleOf([invocation({ epoch: 2, outcome })]).failures, outcome).toBe(0);
    expect(troubleOf([invocation({ connectedAtMs: 5, outcome: "crashed" })]).failures).toBe(1);
  });

  it("tells the reason of a connection that is still being opened, in one line", () => {
    const trying = invocation({ epoch: 3, reason: "wrong:\n- this\n- that" });
    expect(troubleOf([failed, trying]).reason).toBe("wrong: - this - that");
  });
});
