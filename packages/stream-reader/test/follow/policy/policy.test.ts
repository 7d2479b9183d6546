import { describe, expect, it } from "vitest";
import { completePolicy } from "../../../src/follow/policy/complete-policy.ts";
import { meaningOf } from "../../../src/follow/policy/status-meaning.ts";
import {
  DEFAULT_FOLLOW_POLICY,
  type FollowPolicy,
  followPolicyProblems,
  parseFollowPolicy,
} from "../../../src/index.ts";

function problemsOf(given: object): string[] {
  const problems: string[] = [];
  completePolicy(given, problems);
  return problems;
}

describe("a policy", () => {
  it("is JSON, and the default survives it", () => {
    expect(JSON.parse(JSON.stringify(DEFAULT_FOLLOW_POLICY))).toEqual(DEFAULT_FOLLOW_POLICY);
    expect(completePolicy(JSON.parse(JSON.stringify(DEFAULT_FOLLOW_POLICY)), [])).toEqual(
      DEFAULT_FOLLOW_POLICY,
    );
  });

  it.each<[Partial<FollowPolicy>, number, string]>([
    [{}, 503, "retry"],
    [{}, 404, "goneOn"],
    [{}, 405, "refuse"],
    [{}, 204, "end"],
    [{}, 700, "refuse"],
    [{ refuse: [501] }, 501, "refuse"],
    [{ refuse: [501] }, 502, "retry"],
    [{ refuse: [501] }, 404, "goneOn"],
    [{ refuse: [404] }, 404, "refuse"],
    [{ refuse: ["4xx"] }, 404, "refuse"],
    [{ goneOn: [404, 410] }, 410, "goneOn"],
    [{ end: [204, 404] }, 404, "end"],
    [{ end: [410] }, 410, "end"],
    [{ refuse: [429] }, 429, "refuse"],
    [{ retry: ["4xx"] }, 404, "retry"],
    [{ retry: ["4xx"] }, 401, "refreshOn"],
    [{ retry: ["4xx"] }, 503, "refuse"],
    [{ busy: [409, 429] }, 429, "busy"],
    [{ busy: [409, 429] }, 408, "retry"],
  ])("%j takes %i for %s", (given, status, meaning) => {
    expect(meaningOf(status, completePolicy(given, []))).toBe(meaning);
  });

  it.each([
    { end: ["4xx"] },
    { end: [99] },
    { end: 204 },
    { retry: [600] },
    { retry: ["2xx"] },
    { refreshOn: null },
    { reopenOn: ["ECONNRESET"] },
    { reopenClosed: "yes" },
    { firstDelayMs: -1 },
    { baseDelayMs: 0.5 },
    { maxDelayMs: 2 ** 31 },
    { maxRetryAfterMs: Number.NaN },
    { maxRetryMs: "1s" },
    { soundAfterMs: null },
    { maxAttempts: 0 },
    { maxElapsedMs: Number.POSITIVE_INFINITY },
    { retries: 3 },
    { retry: [503], refuse: [503] },
    { retry: [503, 503] },
    { goneOn: ["404"] },
    { goneAfterMs: -1 },
    { reopenOnceUp: ["NONE"] },
    { leastPauses: {} },
    { leastPauses: [{ on: [429], firstMs: 5, maxMs: 4 }] },
    { leastPauses: [{ on: ["x"], firstMs: 5, maxMs: 5 }] },
    { leastPauses: [{ on: [429], firstMs: 5 }] },
    { leastPauses: [{ on: [429], firstMs: 5, maxMs: 5, jitter: 1 }] },
    { leastPauses: [null] },
  ])("says what is wrong with %j", (given) => {
    expect(problemsOf(given)).toHaveLength(1);
  });

  it.each(["{", "[]", "null", "5", '"x"'])("is no JSON text %s", (text) => {
    expect(() => parseFollowPolicy(text)).toThrow(
      expect.objectContaining({ code: "OPTION_INVALID", message: expect.stringContaining("the policy ") }),
    );
  });

  it("is read from JSON text, which names all that is wrong", () => {
    expect(parseFollowPolicy('{"goneAfterMs":0,"leastPauses":[]}')).toEqual({
      goneAfterMs: 0,
      leastPauses: [],
    });
    expect(() => parseFollowPolicy('{"maxAttempts":0,"retries":3}')).toThrow(
      /^the policy cannot be followed:\n- policy.maxAttempts is 0: .*\n- policy.retries is no rule/,
    );
    expect(followPolicyProblems({ reopenClosed: "yes" })).toHaveLength(1);
    expect(followPolicyProblems(DEFAULT_FOLLOW_POLICY)).toEqual([]);
  });

  it("says all that is wrong at once", () => {
    expect(problemsOf({ end: ["x"], maxDelayMs: -1, jitter: "full" })).toEqual([
      'policy.end is ["x"]: it must be a list of statuses from 200 to 599, or close codes from 1000 to 4999',
      "policy.maxDelayMs is -1: it must be whole milliseconds, 0 to 2147483647",
      expect.stringMatching(/^policy.jitter is no rule of a policy: allowed are end, refuse, /),
    ]);
  });
});
