import { PERMANENT_ERRORS, TRANSIENT_ERRORS } from "../error-names.ts";
import { MAX_RETRY_ATTEMPTS } from "../limits.ts";
import { refuseLease, refuseWait } from "../option-checks.ts";
import { taskStateName } from "../state-names.ts";
import { invokeFunction, neverRetry, retryEvenly, taskTimeoutSeconds } from "../states.ts";
import type { RetryOnTimeoutOptions } from "../types.ts";
import type { Strategy } from "./strategy.ts";

/**
 * One task, tried again a second after each failure. The next connection starts only when the last one is gone, so
 * every restart is a gap.
 */
export const retryOnTimeout: Strategy<RetryOnTimeoutOptions> = {
  checkOptions: (raw) => [...refuseWait(raw), ...refuseLease(raw)],

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
