import { MAX_TABLE_NAME_LENGTH } from "../limits.ts";
import { PARTITIONS } from "./partition.ts";
import { maskPlaceholders, PLACEHOLDER_MASK, writtenLength } from "./placeholders.ts";

const ARN_OF_TABLE = [
  `arn:(?:${PARTITIONS.join("|")}|\\{\\})`,
  "dynamodb",
  /(?:[a-z0-9-]|\{\})+/.source,
  /(?:\d{12}|\{\})/.source,
  "table/",
].join(":");
const TABLE = new RegExp(`^(?:${ARN_OF_TABLE})?(?<name>(?:[\\w.-]|\\{\\})+)$`);

/** Shortest name of a DynamoDB table, in characters. */
const MIN_LENGTH = 3;

/**
 * Whether a text is the name or the ARN of a DynamoDB table
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html). A placeholder
 * may stand for each part, or for the whole.
 */
export function isTableName(text: string): boolean {
  const masked = maskPlaceholders(text);
  const name = masked === undefined ? undefined : TABLE.exec(masked)?.groups?.name;
  if (name === undefined) return false;
  const written = writtenLength(name);
  return written <= MAX_TABLE_NAME_LENGTH && (written >= MIN_LENGTH || name.includes(PLACEHOLDER_MASK));
}
