import { buildStateMachine, type StateMachineDefinition } from "@unbounded-streams/asl-builder";
import type { LocalOptions } from "../options/options.ts";
import { STREAMS_TABLE } from "../tables.ts";

export const FUNCTION_NAME = "local-connection-manager";

const FUNCTION_ARN = `arn:aws:lambda:us-east-1:000000000000:function:${FUNCTION_NAME}`;
const STATE_MACHINES = "arn:aws:states:us-east-1:000000000000:stateMachine";
const STREAM_MACHINE = `${STATE_MACHINES}:connectionManagerStateMachine`;

/** The machine that carries the streams of a fleet. */
export const CARRIER_MACHINE = `${STATE_MACHINES}:carrierStateMachine`;

/** The machine that brings a stream to a carrier. */
const ADMISSION_MACHINE = `${STATE_MACHINES}:admissionStateMachine`;

/** The state machines of a run. */
export interface Machines {
  /** By their ARNs. */
  readonly definitions: Readonly<Record<string, StateMachineDefinition>>;
  /** The ARN of the one that a request for a stream starts. */
  readonly entry: string;
}

/** The machines as they are deployed for these options. */
export function machinesOf(options: LocalOptions): Machines {
  if (options.fleet === undefined) {
    return { definitions: { [STREAM_MACHINE]: streamMachine(options) }, entry: STREAM_MACHINE };
  }
  const tableName = STREAMS_TABLE;
  const definitions = {
    [CARRIER_MACHINE]: buildStateMachine({ strategy: "carrier", ...relayOptions(options) }),
    [ADMISSION_MACHINE]: buildStateMachine({
      strategy: "admission",
      ...{ tableName, carrierMachineArn: CARRIER_MACHINE },
    }),
  };
  return { definitions, entry: ADMISSION_MACHINE };
}

function streamMachine(options: LocalOptions): StateMachineDefinition {
  const { strategy, lifetimeSeconds, waitSeconds } = options;
  const common = { functionArn: FUNCTION_ARN, lifetimeSeconds };
  switch (strategy) {
    case "retry-on-timeout":
      return buildStateMachine({ ...common, strategy });
    case "relay":
      return buildStateMachine({ strategy, ...relayOptions(options) });
    default:
      return buildStateMachine({ ...common, strategy, waitSeconds });
  }
}

function relayOptions({ lifetimeSeconds, handoverLeadSeconds, maxTurns }: LocalOptions) {
  return {
    ...{ functionArn: FUNCTION_ARN, lifetimeSeconds, handoverLeadSeconds, tableName: STREAMS_TABLE },
    ...(maxTurns === undefined ? {} : { maxTurns }),
  };
}
