import { DEFAULT_FOLLOW_POLICY, followPolicyProblems } from "@unbounded-streams/stream-reader";
import { expect, it } from "vitest";
import { reopenPolicy } from "../../src/lease/reopen-policy.ts";

it("what a source asks for by Retry-After has a cap of its own, not that of reconnecting", () => {
  const policy = reopenPolicy({ connectionMode: "overlap", maxReconnectDelayMs: 1_000 });
  const { maxDelayMs, maxRetryAfterMs } = { ...DEFAULT_FOLLOW_POLICY, ...policy };
  expect({ maxDelayMs, maxRetryAfterMs }).toEqual({ maxDelayMs: 1_000, maxRetryAfterMs: 900_000 });
  expect(followPolicyProblems(policy)).toEqual([]);
});

it("a place that is taken is asked for again soon, unless the policy that is given takes the status for something else", () => {
  const lease = { connectionMode: "single" as const, maxReconnectDelayMs: 1_000 };
  expect(reopenPolicy(lease).busy).toEqual([409, 429]);
  const policy = reopenPolicy(lease, { retry: [429, "5xx"] });
  expect(policy).toMatchObject({ busy: [409], retry: [429, "5xx"] });
  expect(followPolicyProblems(policy)).toEqual([]);
});
