import { API_THROTTLE } from "../limits.ts";
import type { ApiAuthorization } from "../props/api-props.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { choiceProblems, shown, wholeNumberProblems } from "./problems.ts";

const AUTHORIZATIONS: readonly ApiAuthorization[] = ["iam", "api-key", "iam-and-api-key"];

/** What is wrong with the API, one sentence each. */
export function apiProblems({ api }: Pick<UnboundedStreamsProps, "api">): string[] {
  if (!api) return [];
  const { authorization, rateLimit, burstLimit, stageName } = api;
  const problems = [
    ...choiceProblems("api.authorization", authorization, AUTHORIZATIONS),
    ...wholeNumberProblems("api.rateLimit", rateLimit, { least: 1, most: API_THROTTLE.mostPerSecond }),
    ...wholeNumberProblems("api.burstLimit", burstLimit, { least: 1, most: API_THROTTLE.mostAtOnce }),
  ];
  if (stageName !== undefined && !/^\w{1,128}$/.test(stageName)) {
    problems.push(`api.stageName is ${shown(stageName)}: it must be 1 to 128 letters, digits and _`);
  }
  return problems;
}
