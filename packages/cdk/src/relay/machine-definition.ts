import { buildStateMachine, requiredPermissions, THIS_STATE_MACHINE } from "@unbounded-streams/asl-builder";

/** What a definition calls the resources that CloudFormation fills in. */
export const PLACEHOLDERS = {
  functionArn: "${FunctionArn}",
  streamsTable: "${StreamsTable}",
  carrierMachineArn: "${CarrierMachineArn}",
} as const;

/** What a machine is made of; `asl-builder` says what each means. */
export type MachineOptions =
  | {
      readonly strategy: "relay" | "carrier";
      readonly functionArn: string;
      readonly tableName: string;
      readonly lifetimeSeconds: number;
      readonly handoverLeadSeconds: number;
      readonly maxTurns: number;
    }
  | {
      readonly strategy: "admission";
      readonly tableName: string;
      readonly carrierMachineArn: string;
      readonly fleet: string;
    };

/** What a state machine does, and what it must be allowed. */
export interface MachineDefinition {
  /** In Amazon States Language, with placeholders. */
  readonly text: string;
  /** Actions, by what they are done to. */
  readonly actionsOn: Readonly<Record<keyof typeof PLACEHOLDERS | "itself", string[]>>;
}

export function machineDefinition(options: MachineOptions): MachineDefinition {
  const definition = buildStateMachine(options);
  const permissions = requiredPermissions(definition);
  const actionsOn = (name: string) =>
    permissions.filter(({ resource }) => resource === name).map(({ action }) => action);
  return {
    text: JSON.stringify(definition),
    actionsOn: {
      functionArn: actionsOn(PLACEHOLDERS.functionArn),
      streamsTable: actionsOn(PLACEHOLDERS.streamsTable),
      carrierMachineArn: actionsOn(PLACEHOLDERS.carrierMachineArn),
      itself: actionsOn(THIS_STATE_MACHINE),
    },
  };
}
