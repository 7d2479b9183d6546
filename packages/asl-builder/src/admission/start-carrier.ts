import type { PayloadTemplate, State } from "../states/asl.ts";
import { catchAndForget } from "../states/catchers.ts";
import { EXECUTION_EXISTS_ERROR } from "../states/error-names.ts";
import { startExecution } from "../states/start-execution.ts";
import type { ResolvedAdmissionOptions } from "./admission-options.ts";

/** Starts an execution of the carriers' state machine, with `Name` and `Input`. */
export function startCarrier(
  { partition, carrierMachineArn }: ResolvedAdmissionOptions,
  execution: PayloadTemplate,
  { ifNameIsTaken, next }: { readonly ifNameIsTaken: string; readonly next: string },
): State {
  return startExecution(
    {
      partition,
      parameters: { StateMachineArn: carrierMachineArn, ...execution },
      permanentErrors: [EXECUTION_EXISTS_ERROR],
    },
    { Catch: [catchAndForget([EXECUTION_EXISTS_ERROR], ifNameIsTaken)], Next: next },
  );
}
