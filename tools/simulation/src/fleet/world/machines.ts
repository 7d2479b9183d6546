import { buildStateMachine, type StateMachineDefinition } from "@unbounded-streams/asl-builder";
import type { RelayPlan } from "../../plan/run-plan.ts";
import { STREAMS_TABLE } from "../../world/dynamodb/tables.ts";
import { stateMachineArn } from "../../world/step-functions.ts";

const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:connection-manager";

/** The machine of a carrier. */
export const CARRIER_MACHINE = "carrier";

/** The machine that begins a stream and sees that it is carried. */
export const ADMISSION_MACHINE = "admission";

export function fleetMachines({
  lifetimeSeconds,
  handoverLeadSeconds,
  maxTurns,
}: RelayPlan): Record<string, StateMachineDefinition> {
  return {
    [CARRIER_MACHINE]: buildStateMachine({
      strategy: "carrier",
      functionArn: FUNCTION_ARN,
      tableName: STREAMS_TABLE,
      ...{ lifetimeSeconds, handoverLeadSeconds, maxTurns },
    }),
    [ADMISSION_MACHINE]: buildStateMachine({
      strategy: "admission",
      tableName: STREAMS_TABLE,
      carrierMachineArn: stateMachineArn(CARRIER_MACHINE),
    }),
  };
}
