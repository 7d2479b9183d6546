import { buildStateMachine, requiredPermissions, THIS_STATE_MACHINE } from "@unbounded-streams/asl-builder";
import type { ResolvedProps } from "../props/resolve-props.ts";

/** What the state machine does, and what it must be allowed. */
export interface RelayDefinition {
  /** In Amazon States Language, with the placeholders `${FunctionArn}` and `${StreamsTable}`. */
  readonly text: string;
  /** Actions, by what they are done to. */
  readonly actionsOn: {
    readonly connectionFunction: string[];
    readonly streamsTable: string[];
    readonly itself: string[];
  };
}

const FUNCTION_ARN = "${FunctionArn}";
const STREAMS_TABLE = "${StreamsTable}";

/** The definition of the relay; CloudFormation fills in the placeholders. */
export function relayDefinition({ lifetime, handoverLead, maxTurns }: ResolvedProps): RelayDefinition {
  const definition = buildStateMachine({
    strategy: "relay",
    functionArn: FUNCTION_ARN,
    tableName: STREAMS_TABLE,
    lifetimeSeconds: lifetime.toSeconds(),
    handoverLeadSeconds: handoverLead.toSeconds(),
    maxTurns,
  });
  const permissions = requiredPermissions(definition);
  const actionsOn = (name: string) =>
    permissions.filter(({ resource }) => resource === name).map(({ action }) => action);
  return {
    text: JSON.stringify(definition),
    actionsOn: {
      connectionFunction: actionsOn(FUNCTION_ARN),
      streamsTable: actionsOn(STREAMS_TABLE),
      itself: actionsOn(THIS_STATE_MACHINE),
    },
  };
}
