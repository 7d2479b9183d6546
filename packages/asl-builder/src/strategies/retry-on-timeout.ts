import { MAX_RETRY_ATTEMPTS } from "../limits.ts";
import type { RetryOnTimeoutOptions } from "../options/state-machine-options.ts";
import { refuseFleet, refuseLease, refuseWait } from "../options/strategy-checks.ts";
import { PERMANENT_ERRORS, TRANSIENT_ERRORS } from "../states/error-names.ts";
import { invokeFunction, taskTimeoutSeconds } from "../states/function-task.ts";
import { neverRetry, retryEvenly } from "../states/retries.ts";
import { taskStateName } from "../states/state-names.ts";
import type { Strategy } from "./strategy.ts";

/**
 * One task, tried again a second after each failure. The next connection starts only when the last one is gone, so
 * every restart is a gap.
 */
export const retryOnTimeout: Strategy<RetryOnTimeoutOptions> = {
  invokesFunction: true,
  checkOptions: (raw) => [...refuseWait(raw), ...refuseLease(raw), ...refuseFleet(raw)],

  build(options) {
    const connection = taskStateName(options);
    return {
      Comment: options.comment ?? "Connects to the stream again and again until it ends.",
      StartAt: connection,
      States: {
        [connection]: invokeFunction(options, {
          TimeoutSeconds: taskTimeoutSeconds(options.lifetimeSeconds),
          Retry: [neverRetry(PERMANENT_ERRORS), retryEvenly(TRANSIENT_ERRORS, 1, MAX_RETRY_ATTEMPTS)],
          ResultPath: null,
          End: true,
        }),
      },
    };
  },
};
