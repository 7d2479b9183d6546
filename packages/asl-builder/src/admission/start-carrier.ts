import type { PayloadTemplate, State } from "../states/asl.ts";
import { catchAndForget } from "../states/catchers.ts";
import { EXECUTION_EXISTS_ERRORS } from "../states/error-names.ts";
import { startExecution } from "../states/start-execution.ts";
import type { ResolvedAdmissionOptions } from "./admission-options.ts";

/** Starts an execution of the carriers' state machine, with `Name` and `Input`, unless there was one of that name. */
export function startCarrier(
  { partition, carrierMachineArn }: ResolvedAdmissionOptions,
  execution: PayloadTemplate,
  next: string,
): State {
  return startExecution(
    {
      partition,
      parameters: { StateMachineArn: carrierMachineArn, ...execution },
      permanentErrors: EXECUTION_EXISTS_ERRORS,
    },
    { Catch: [catchAndForget(EXECUTION_EXISTS_ERRORS, next)], Next: next },
  );
}
