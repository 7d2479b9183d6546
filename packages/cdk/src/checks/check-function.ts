import { MAX_RELAY_TURNS } from "@unbounded-streams/asl-builder";
import { Token } from "aws-cdk-lib";
import { type FunctionResources, functionEnvironment } from "../function/function-environment.ts";
import {
  MAX_ENVIRONMENT_BYTES,
  MAX_SERVICE_NAME_LENGTH,
  MEMORY_MB,
  RESERVED_CONCURRENT_EXECUTIONS,
} from "../limits.ts";
import { resolveProps } from "../props/resolve-props.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";
import { shown, wholeNumberProblems } from "./rules/problems.ts";

/** What is wrong with the function and how often it is invoked, one sentence each. */
export function functionProblems(props: UnboundedStreamsProps): string[] {
  const { memorySize, maxTurns, reservedConcurrentExecutions, serviceName } = props;
  const problems = [
    ...wholeNumberProblems("memorySize", memorySize, MEMORY_MB),
    ...wholeNumberProblems(
      "reservedConcurrentExecutions",
      reservedConcurrentExecutions === false ? undefined : reservedConcurrentExecutions,
      RESERVED_CONCURRENT_EXECUTIONS,
    ),
    ...wholeNumberProblems("maxTurns", maxTurns, { least: 1, most: MAX_RELAY_TURNS }),
  ];
  if (serviceName !== undefined && !isDimensionValue(serviceName)) {
    problems.push(
      `serviceName is ${shown(serviceName)}: it must be 1 to ${MAX_SERVICE_NAME_LENGTH} visible ASCII characters, the first no colon`,
    );
  }
  return problems;
}

/** As CloudWatch has it (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html). */
function isDimensionValue(value: string): boolean {
  if (Token.isUnresolved(value)) return true;
  return /^(?!:)[\x21-\x7e]+$/.test(value) && value.length <= MAX_SERVICE_NAME_LENGTH;
}

/**
 * Lambda refuses a larger environment, and says so only at deployment. What is not known yet counts as short names.
 *
 * @param props of which nothing else is wrong
 */
export function environmentProblems(props: UnboundedStreamsProps): string[] {
  const unknown: FunctionResources = {
    eventsTable: "",
    streamsTable: "",
    deadLetterBucket: "",
    serviceName: "",
  };
  const environment = functionEnvironment(resolveProps(props), unknown);
  const bytes = Buffer.byteLength(Object.entries(environment).flat().join(""));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return [];
  return [
    `source makes an environment of ${bytes} bytes: Lambda takes ${MAX_ENVIRONMENT_BYTES}, so shorten its headers or end signals, or give it a name in sources, which stand in a file`,
  ];
}
