import { shown } from "@unbounded-streams/dynamodb-request";
import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { MAX_ATTRIBUTE_NAME_BYTES } from "../limits.ts";
import { attributesProblem } from "../records/further-attributes.ts";
import { OWN_ATTRIBUTES } from "../records/own-attributes.ts";
import {
  type TableKeys,
  type TableLayout,
  type TableLayoutOptions,
  tableLayout,
} from "../records/table-layout.ts";

/**
 * What is wrong with the place of events in a table, and with attributes that all of them have, one sentence each: what `createEventSink` would
 * refuse, for whoever reads them from a configuration.
 */
export function layoutProblems(options: TableLayoutOptions & { readonly attributes?: unknown }): string[] {
  const layout = tableLayout(options);
  return [...layoutIssues(layout), ...attributesIssues(options.attributes, layout)];
}

const KEYS: OptionNames<TableKeys> = { partition: true, sort: true };

/** What is wrong with the place that a table has its events at. */
export function layoutIssues({ keys, partitionPrefix }: TableLayout): string[] {
  const issues = keysIssues(keys);
  if (typeof partitionPrefix !== "string" || !partitionPrefix.isWellFormed()) {
    issues.push(`partitionPrefix is ${shown(partitionPrefix)}: give text`);
  }
  return issues;
}

/** What is wrong with further attributes; what a function gives is looked at for each event. */
export function attributesIssues(attributes: unknown, { keys }: TableLayout): string[] {
  if (attributes === undefined || typeof attributes === "function" || keysIssues(keys).length > 0) return [];
  const problem = attributesProblem(attributes, keys);
  return problem === undefined ? [] : [`attributes cannot be: ${problem}`];
}

function keysIssues(keys: unknown): string[] {
  if (typeof keys !== "object" || keys === null) {
    return [`keys is ${shown(keys)}: give { partition, sort }, the names of the table's key attributes`];
  }
  const { partition, sort } = keys as Record<string, unknown>;
  const issues = [
    ...unknownOptions(keys, KEYS, "keys"),
    ...Object.entries({ partition, sort }).flatMap(([part, name]) => nameIssues(part, name)),
  ];
  if (issues.length === 0 && partition === sort) {
    issues.push(`keys.partition and keys.sort are both ${shown(sort)}: the table needs a sort key`);
  }
  return issues;
}

function nameIssues(part: string, name: unknown): string[] {
  if (typeof name !== "string" || name === "" || !name.isWellFormed() || /\p{Cc}/u.test(name)) {
    return [`keys.${part} is ${shown(name)}: give the name of the table's ${part} key`];
  }
  if (Buffer.byteLength(name) > MAX_ATTRIBUTE_NAME_BYTES) {
    return [
      `keys.${part} has ${Buffer.byteLength(name)} bytes: DynamoDB allows ${MAX_ATTRIBUTE_NAME_BYTES} in a key's name`,
    ];
  }
  if (OWN_ATTRIBUTES.includes(name))
    return [`keys.${part} is "${name}", which is another attribute of the sink`];
  return [];
}
