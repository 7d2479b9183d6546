import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { ResolvedFleet } from "../props/resolve-fleet.ts";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { allow, loggedMachine } from "../relay/logged-machine.ts";
import { machineDefinition, PLACEHOLDERS } from "../relay/machine-definition.ts";

/** What the machine starts and writes. */
export interface AdmissionMachineResources {
  readonly fleet: ResolvedFleet;
  readonly carrierMachine: StateMachine;
  readonly streamsTable: ITable;
}

/** The state machine that begins a stream and sees that a carrier takes it, starting the first when none runs. */
export function admissionMachine(
  scope: Construct,
  props: ResolvedProps,
  { fleet, carrierMachine, streamsTable }: AdmissionMachineResources,
): StateMachine {
  const { text, actionsOn } = machineDefinition({
    strategy: "admission",
    tableName: PLACEHOLDERS.streamsTable,
    carrierMachineArn: PLACEHOLDERS.carrierMachineArn,
    fleet: fleet.name,
  });
  const { machine, role } = loggedMachine(scope, "Admission", props, {
    text,
    substitutions: {
      StreamsTable: streamsTable.tableName,
      CarrierMachineArn: carrierMachine.stateMachineArn,
    },
    roleDescription: "What the state machine that lets streams onto carriers may do",
    logSuffix: "-Admission",
  });
  allow(role, actionsOn.streamsTable, streamsTable.tableArn);
  allow(role, actionsOn.carrierMachineArn, carrierMachine.stateMachineArn);
  streamsTable.encryptionKey?.grantEncryptDecrypt(role);
  return machine;
}
