import { Token } from "aws-cdk-lib";
import { sourceVariables } from "../../function/function-code.ts";
import type { SourceProps } from "../../props/source-props.ts";
import type { UnboundedStreamsProps } from "../../props/unbounded-streams-props.ts";
import { shown } from "../rules/problems.ts";
import { sourceProblems } from "./check-source.ts";

/** The rule of `connection-manager` for names of sources. */
const NAME = /^[A-Za-z0-9-]{1,32}$/;

/** What is wrong with where streams come from, one sentence each. */
export function sourcesProblems({ source, sources }: UnboundedStreamsProps): string[] {
  if (sources !== undefined) {
    const problems = Object.entries(sources).flatMap(([name, named]) => namedProblems(name, named));
    if (source !== undefined) problems.unshift("source and sources are both given: give one of them");
    return Object.keys(sources).length === 0 ? ["sources is empty: name one at least"] : problems;
  }
  if (source !== undefined) return sourceProblems(source);
  return ["source is missing: say at least where it is, as source.baseUrl"];
}

function namedProblems(name: string, source: SourceProps): string[] {
  if (!NAME.test(name)) {
    return [`sources has ${shown(name)}: a name must be 1 to 32 letters, digits or hyphens`];
  }
  const problems = sourceProblems(source).map((problem) => problem.replaceAll("source.", `sources.${name}.`));
  if (problems.length > 0) return problems;
  if (!Token.isUnresolved(JSON.stringify(sourceVariables({ [name]: source })))) return [];
  return [
    `sources.${name} has a value that is only known at deployment: it stands in a file, so give a value that is known now`,
  ];
}
