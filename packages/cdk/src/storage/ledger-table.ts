import { LEDGER_ATTRIBUTES } from "@unbounded-streams/stream-ledger/attributes";
import { AttributeType, Table } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { defaults, recoverable } from "./tables.ts";

/** The table of the records of connections; undefined when there is to be none. */
export function ledgerTable(scope: Construct, { ledger, removalPolicy }: ResolvedProps): Table | undefined {
  if (ledger === false) return undefined;
  const table = new Table(scope, "LedgerTable", {
    ...defaults(removalPolicy),
    partitionKey: { name: LEDGER_ATTRIBUTES.streamId, type: AttributeType.STRING },
    sortKey: { name: LEDGER_ATTRIBUTES.moment, type: AttributeType.STRING },
    timeToLiveAttribute: LEDGER_ATTRIBUTES.expiresAt,
  });
  recoverable(table);
  return table;
}
