import type { AttributeValue, BatchStatementRequest } from "@aws-sdk/client-dynamodb";
import { MAX_STATEMENT_TEXTS } from "../limits.ts";
import type { EventItem } from "../records/item.ts";

/**
 * Makes the PartiQL statement that adds an item unless its key is there. Values travel as parameters, never in the text,
 * so that items with the same attributes have the same text, which is made once. No attribute's name has a line break.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 *
 * @param tableName a table's name, which needs no escaping between double quotes; PartiQL takes no ARN
 */
export function createInsertStatements(tableName: string): (item: EventItem) => BatchStatementRequest {
  const texts = new Map<string, string>();
  return (item) => {
    const attributes: string[] = [];
    const Parameters: AttributeValue[] = [];
    for (const name in item) {
      const value = item[name];
      if (value === undefined) continue;
      attributes.push(name);
      Parameters.push(value);
    }
    const signature = attributes.join("\n");
    let Statement = texts.get(signature);
    if (Statement === undefined) {
      if (texts.size === MAX_STATEMENT_TEXTS) texts.clear();
      Statement = insertText(tableName, attributes);
      texts.set(signature, Statement);
    }
    return { Statement, Parameters };
  };
}

function insertText(tableName: string, attributes: readonly string[]): string {
  const members = attributes.map((name) => `'${name.replaceAll("'", "''")}':?`);
  return `INSERT INTO "${tableName}" VALUE {${members.join()}}`;
}
