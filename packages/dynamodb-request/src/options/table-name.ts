/** A table's name, or its ARN (for a table of another account). */
const TABLE = /^(?:arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/)?[\w.-]{3,255}$/;

/**
 * Whether DynamoDB could have a table of this name or ARN.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export function isTable(table: unknown): table is string {
  return typeof table === "string" && TABLE.test(table);
}

/** Whether a table is named by its ARN. */
export function isTableArn(table: string): boolean {
  return table.startsWith("arn:");
}
