import { INDEXES } from "@unbounded-streams/stream-lease/attributes";
import { Annotations, Stack } from "aws-cdk-lib";
import {
  AttributeType,
  CfnGlobalTable,
  CfnTable,
  type ITable,
  ProjectionType,
  type Table,
} from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";

/** An index of the table of leases that a fleet needs: its name, and its keys, which are texts. */
export interface FleetIndex {
  readonly name: string;
  readonly hash: string;
  readonly range: string;
}

/** In the order in which they are made: `prepareFleet` makes the first. */
export const FLEET_INDEXES: readonly FleetIndex[] = [INDEXES.byCarrier, INDEXES.byWaiting];

/** Adds an index that projects keys alone: checkpoints, which are written all the time, do not write to it. */
export function addFleetIndex(table: Table, { name, hash, range }: FleetIndex): void {
  table.addGlobalSecondaryIndex({
    indexName: name,
    partitionKey: { name: hash, type: AttributeType.STRING },
    sortKey: { name: range, type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  });
}

/** An index in words, with its keys. */
export function describeIndex({ name, hash, range }: FleetIndex): string {
  return `${name} (partition key ${hash}, sort key ${range}, both text, keys only)`;
}

/** The ARNs of the indexes of a table of leases. */
export function indexArns({ tableArn }: ITable): string[] {
  return FLEET_INDEXES.map(({ name }) => `${tableArn}/index/${name}`);
}

/** The indexes that a table of the app has not got; undefined when the table is made elsewhere, so that nobody knows. */
export function missingIndexes(table: ITable): readonly FleetIndex[] | undefined {
  const made = table.node.defaultChild;
  if (!(made instanceof CfnTable || made instanceof CfnGlobalTable)) return undefined;
  const indexes: readonly MadeIndex[] = Stack.of(made).resolve(made.globalSecondaryIndexes) ?? [];
  return FLEET_INDEXES.filter(({ name, hash, range }) => {
    const keys = indexes.find(({ indexName }) => indexName === name)?.keySchema ?? [];
    return keys.map(({ attributeName }) => attributeName).join() !== [hash, range].join();
  });
}

/** An index of a table as CloudFormation has it, once it is resolved. */
interface MadeIndex {
  readonly indexName: string;
  readonly keySchema: readonly { readonly attributeName: string }[];
}

/** Says what an existing table must have, where nobody can look. */
export function warnOfIndexes(scope: Construct, table: ITable): void {
  if (missingIndexes(table) !== undefined) return;
  Annotations.of(scope).addWarningV2(
    "@unbounded-streams/cdk:fleetIndexes",
    `the table in existingStreamsTable is not made in this app: see that it has the indexes ${FLEET_INDEXES.map(describeIndex).join(" and ")}; without them no carrier finds a stream`,
  );
}
