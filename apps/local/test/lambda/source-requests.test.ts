import type { ConnectionEvent } from "@unbounded-streams/stream-reader";
import { describe, expect, it } from "vitest";
import { SourceRequests } from "../../src/lambda/source-requests.ts";

const target = "http://a/";
const asked = (attempt: number, atMs: number): ConnectionEvent => ({
  ...{ kind: "connecting", attempt, atMs, target },
  ...{ resumed: false, refresh: false },
});
const answered = (attempt: number): ConnectionEvent => ({
  ...{ kind: "open", attempt, atMs: 9, target },
  ...{ status: 200, connectMs: 1, headers: {} },
});
const refused = (attempt: number): ConnectionEvent => ({
  ...{ kind: "closed", attempt, atMs: 9, target },
  ...{ why: "refused", reason: "refused", bytesReceived: 0, truncatedBytes: 0 },
});
const waiting = (reason: string): ConnectionEvent => ({
  ...{ kind: "waiting", attempt: 1, atMs: 9, target },
  ...{ delayMs: 30_000, reason },
});

describe("what is asked of the source", () => {
  it("has no answer until it is open, or over", () => {
    const requests = new SourceRequests();
    expect(requests.unanswered()).toBeUndefined();
    requests.note(1, asked(1, 5));
    expect(requests.unanswered()).toEqual({ target, sinceMs: 5 });
    requests.note(1, refused(1));
    expect(requests.unanswered()).toBeUndefined();
    requests.note(1, asked(2, 7));
    requests.note(1, answered(2));
    expect(requests.unanswered()).toBeUndefined();
    requests.note(1, refused(2));
    expect(requests.unanswered()).toBeUndefined();
  });

  it("is told apart by the invocation, whose end is the end of its requests", () => {
    const requests = new SourceRequests();
    requests.note(1, asked(1, 5));
    requests.note(2, asked(1, 7));
    requests.note(2, answered(1));
    expect(requests.unanswered()?.sinceMs).toBe(5);
    requests.over(1);
    expect(requests.unanswered()).toBeUndefined();
  });

  it("is told for each stream of a carrier, also where several have one address", () => {
    const requests = new SourceRequests();
    requests.note(1, asked(1, 5));
    requests.note(1, asked(1, 7));
    requests.note(1, answered(1));
    expect(requests.unanswered()).toEqual({ target, sinceMs: 7 });
  });

  it("has the reason of a pause while the pause goes on, once", () => {
    const requests = new SourceRequests();
    requests.note(1, waiting("busy"));
    requests.note(2, waiting("busy"));
    expect(requests.takePauses()).toEqual(["busy"]);
    expect(requests.takePauses()).toEqual([]);
  });
});
