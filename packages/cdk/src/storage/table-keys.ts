import { DEFAULT_KEYS } from "@unbounded-streams/event-sink/table-layout";
import { Stack } from "aws-cdk-lib";
import { CfnGlobalTable, CfnTable, type ITable } from "aws-cdk-lib/aws-dynamodb";
import type { EventsLayout } from "../props/table-props.ts";
import type { UnboundedStreamsProps } from "../props/unbounded-streams-props.ts";

/** The keys of the table for events. */
export function keysOf({
  eventsLayout,
}: Pick<UnboundedStreamsProps, "eventsLayout">): NonNullable<EventsLayout["keys"]> {
  return eventsLayout?.keys ?? DEFAULT_KEYS;
}

/** The keys of a table of the app, `PK (S), SK (S)`; undefined when the table is made elsewhere, so that nobody knows. */
export function madeKeys(table: ITable): string | undefined {
  const made = table.node.defaultChild;
  if (!(made instanceof CfnTable || made instanceof CfnGlobalTable)) return undefined;
  const { keySchema, attributeDefinitions = [] } = Stack.of(made).resolve({
    keySchema: made.keySchema,
    attributeDefinitions: made.attributeDefinitions,
  }) as MadeTable;
  const typeOf = (key: string) =>
    attributeDefinitions.find(({ attributeName }) => attributeName === key)?.attributeType;
  return keySchema.map(({ attributeName }) => `${attributeName} (${typeOf(attributeName)})`).join(", ");
}

/** A table as CloudFormation has it, once it is resolved. */
interface MadeTable {
  readonly keySchema: readonly { readonly attributeName: string }[];
  readonly attributeDefinitions?: readonly {
    readonly attributeName: string;
    readonly attributeType: string;
  }[];
}
