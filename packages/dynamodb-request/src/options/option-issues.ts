import { isTable } from "./table-name.ts";

/** What a complaint shows of a value: text quoted and cut, all else as it is. */
export function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
}

/** The complaint about a value that is no whole number within its bounds; none when it is. Without `most` there is no upper one. */
export function whole(name: string, value: unknown, bounds: { least: number; most?: number }): string[] {
  const { least, most = Number.MAX_SAFE_INTEGER } = bounds;
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return [];
  const range = bounds.most === undefined ? "or more" : `to ${most}`;
  return [`${name} is ${shown(value)}: give a whole number, ${least} ${range}`];
}

/** The complaints about the place that requests go to. */
export function destinationIssues(client: { send?: unknown } | undefined, tableName: unknown): string[] {
  const issues: string[] = [];
  if (typeof client?.send !== "function") issues.push("client must be a DynamoDBClient");
  if (!isTable(tableName)) {
    issues.push(`tableName is ${shown(tableName)}: give 3 to 255 of a-z A-Z 0-9 _ . - or a table's ARN`);
  }
  return issues;
}
