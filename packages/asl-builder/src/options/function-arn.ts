import { MAX_FUNCTION_NAME_LENGTH } from "../limits.ts";
import { PARTITIONS, type Partition } from "./partition.ts";
import { maskPlaceholders, writtenLength } from "./placeholders.ts";

/** What the ARN of a function says about where it is. */
export interface FunctionArn {
  /** Undefined when a placeholder stands for it. */
  readonly partition: Partition | undefined;
}

const QUALIFIER = /(?::(?:\$LATEST|(?:[\w-]|\{\})+))?/.source;
const PLACEHOLDER_ARN = new RegExp(`^\\{\\}${QUALIFIER}$`);
const WRITTEN_ARN = new RegExp(
  [
    `^arn:(?<partition>${PARTITIONS.join("|")}|\\{\\})`,
    "lambda",
    /(?:[a-z0-9-]|\{\})+/.source,
    /(?:\d{12}|123456789|\{\})/.source,
    "function",
    `(?<name>(?:[\\w-]|\\{\\})+)${QUALIFIER}$`,
  ].join(":"),
);

/**
 * Reads the ARN of a Lambda function, with or without a version or an alias
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html). A placeholder may stand for each part, or for the
 * ARN up to the qualifier. The account has 12 digits; the 9 digits `123456789` that examples use are taken too.
 *
 * @returns undefined when the text is not such an ARN
 */
export function parseFunctionArn(text: string): FunctionArn | undefined {
  const masked = maskPlaceholders(text);
  if (masked === undefined) return undefined;
  if (PLACEHOLDER_ARN.test(masked)) return { partition: undefined };
  const { partition, name } = WRITTEN_ARN.exec(masked)?.groups ?? {};
  if (partition === undefined || name === undefined) return undefined;
  if (writtenLength(name) > MAX_FUNCTION_NAME_LENGTH) return undefined;
  return { partition: PARTITIONS.find((known) => known === partition) };
}
