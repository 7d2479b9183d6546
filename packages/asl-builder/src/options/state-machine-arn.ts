import { MAX_STATE_MACHINE_NAME_LENGTH } from "../limits.ts";
import { PARTITIONS, type Partition } from "./partition.ts";
import { maskPlaceholders, writtenLength } from "./placeholders.ts";

/** What the ARN of a state machine says about where it is. */
export interface StateMachineArn {
  /** Undefined when a placeholder stands for it. */
  readonly partition: Partition | undefined;
}

const PLACEHOLDER_ARN = "{}";
const WRITTEN_ARN = new RegExp(
  [
    `^arn:(?<partition>${PARTITIONS.join("|")}|\\{\\})`,
    "states",
    /(?:[a-z0-9-]|\{\})+/.source,
    /(?:\d{12}|\{\})/.source,
    "stateMachine",
    /(?<name>(?:[\w-]|\{\})+)$/.source,
  ].join(":"),
);

/**
 * Reads the ARN of a state machine (https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html),
 * without a version or an alias. A placeholder may stand for each part, or for the whole.
 *
 * @returns undefined when the text is not such an ARN
 */
export function parseStateMachineArn(text: string): StateMachineArn | undefined {
  const masked = maskPlaceholders(text);
  if (masked === undefined) return undefined;
  if (masked === PLACEHOLDER_ARN) return { partition: undefined };
  const { partition, name } = WRITTEN_ARN.exec(masked)?.groups ?? {};
  if (partition === undefined || name === undefined) return undefined;
  if (writtenLength(name) > MAX_STATE_MACHINE_NAME_LENGTH) return undefined;
  return { partition: PARTITIONS.find((known) => known === partition) };
}
