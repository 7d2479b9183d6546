import { followPolicyProblems } from "@unbounded-streams/connection-manager/source-checks";
import type { SourceProps } from "../../props/source-props.ts";
import { shown } from "../rules/problems.ts";

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f:.]+\]?)$/;

/** What is wrong with how connections follow each other, and where they may be redirected to, one sentence each. */
export function followProblems({ followPolicy, allowPrivateRedirects = [] }: SourceProps): string[] {
  const problems = allowPrivateRedirects
    .filter((host) => !HOST.test(host))
    .map(
      (host) =>
        `source.allowPrivateRedirects has ${shown(host)}: write a host such as 10.0.0.7 or feed.internal`,
    );
  if (followPolicy === undefined) return problems;
  const found = followPolicyProblems(followPolicy);
  return [...problems, ...found.map((problem) => `source.followPolicy is refused: ${problem}`)];
}
