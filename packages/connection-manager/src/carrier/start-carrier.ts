import type { SFNClient } from "@aws-sdk/client-sfn";
import type { RunCarrierOptions } from "@unbounded-streams/stream-fleet";
import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import type { StartExecution } from "./step-functions.ts";

/** Who starts carriers. */
export interface CarrierStarterOptions {
  readonly fleet: string;
  /** The state machine of a carrier. */
  readonly stateMachineArn: string;
  /** Of the invocation that starts them. */
  readonly requestId: string;
  /** By default one made from the environment (`AWS_REGION`, `AWS_ENDPOINT_URL_SFN`, ...). */
  readonly client?: SFNClient | undefined;
}

/** How much of the request's id tells two executions of one epoch apart. */
const ID_CHARS = 8;

/**
 * Starts carriers as executions of their state machine, named by number and epoch: several who see the same need start one.
 * A name that is taken is that of an execution which is over; then the invocation's own is used. What speaks to Step Functions
 * is loaded with the first that is started: there may never be one.
 */
export function carrierStarter(options: CarrierStarterOptions): RunCarrierOptions["startCarrier"] {
  const { fleet, stateMachineArn, requestId } = options;
  let loaded: Promise<StartExecution> | undefined;
  return async (number, epoch) => {
    loaded ??= import("./step-functions.ts").then(({ executionStarter }) => executionStarter(options.client));
    const start = await loaded;
    const name = `${fleet}-${number}-${epoch}`;
    const input = JSON.stringify({ streamId: carrierId(fleet, number), restart: true });
    if (await start({ stateMachineArn, name, input })) return;
    await start({ stateMachineArn, name: `${name}-${requestId.slice(0, ID_CHARS)}`, input });
  };
}
