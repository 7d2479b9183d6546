import { API_THROTTLE, MAX_QUOTA_PER_DAY } from "../limits.ts";
import type { ApiAuthorization } from "../props/api-props.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { choiceProblems, shown, wholeNumberProblems } from "./rules/problems.ts";

const AUTHORIZATIONS: readonly ApiAuthorization[] = ["iam", "api-key", "iam-and-api-key"];

/** What is wrong with the API, one sentence each. */
export function apiProblems({ api }: Pick<UnboundedStreamsProps, "api">): string[] {
  if (!api) return [];
  const { authorization, rateLimit, burstLimit, quotaPerDay, stageName } = api;
  const problems = [
    ...choiceProblems("api.authorization", authorization, AUTHORIZATIONS),
    ...wholeNumberProblems("api.rateLimit", rateLimit, { least: 1, most: API_THROTTLE.mostPerSecond }),
    ...wholeNumberProblems("api.burstLimit", burstLimit, { least: 1, most: API_THROTTLE.mostAtOnce }),
    ...quotaProblems(quotaPerDay, authorization),
  ];
  if (stageName !== undefined && !/^\w{1,128}$/.test(stageName)) {
    problems.push(`api.stageName is ${shown(stageName)}: it must be 1 to 128 letters, digits and _`);
  }
  return problems;
}

function quotaProblems(
  quotaPerDay: number | false | undefined,
  authorization: ApiAuthorization = "iam",
): string[] {
  if (quotaPerDay === undefined || quotaPerDay === false) return [];
  if (authorization === "iam") {
    return [
      "api.quotaPerDay is given, but a quota is one of API keys: set api.authorization to iam-and-api-key, too",
    ];
  }
  return wholeNumberProblems("api.quotaPerDay", quotaPerDay, { least: 1, most: MAX_QUOTA_PER_DAY });
}
