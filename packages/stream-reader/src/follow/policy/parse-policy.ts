import { StreamOptionError } from "../../errors/caller-errors.ts";
import { completePolicy } from "./complete-policy.ts";
import type { FollowPolicy } from "./follow-policy.ts";

/**
 * What is wrong with a policy, one sentence each; none when `followStream` takes it.
 *
 * @param given JSON that is to be a part of a {@link FollowPolicy}
 */
export function followPolicyProblems(given: unknown): string[] {
  const problems: string[] = [];
  completePolicy(given as Partial<FollowPolicy>, problems);
  return problems;
}

/**
 * Reads a policy from JSON text, as options and environments hold it.
 *
 * @returns the rules that it gives; `followStream` completes them by `DEFAULT_FOLLOW_POLICY`
 * @throws StreamOptionError that lists all that is wrong
 */
export function parseFollowPolicy(json: string): Partial<FollowPolicy> {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (cause) {
    throw new StreamOptionError('the policy is not JSON: write an object, such as {"maxAttempts":5}', {
      cause,
    });
  }
  const problems = followPolicyProblems(given);
  if (problems.length > 0) {
    throw new StreamOptionError(`the policy cannot be followed:\n- ${problems.join("\n- ")}`);
  }
  return given as Partial<FollowPolicy>;
}
