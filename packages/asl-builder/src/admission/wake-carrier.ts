import { LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import { NOT_STARTED } from "../relay/not-started.ts";
import type { State } from "../states/asl.ts";
import { all, any, isPresent, isSameText, isText, when } from "../states/conditions.ts";
import { choose, reshape } from "../states/flow-states.ts";
import { LEASE_PATHS, readLease } from "../states/lease-tasks.ts";
import { ADMISSION_OUTCOMES } from "../states/outcomes.ts";
import type { ResolvedAdmissionOptions } from "./admission-options.ts";
import { NAMES } from "./names.ts";
import { startCarrier } from "./start-carrier.ts";

/**
 * Starts a carrier whose execution has broken off. Its record says how: what still runs is inherited, so that the invocation that may
 * still read hands over without a gap; what is over is restarted; what another execution has taken meanwhile is left alone.
 *
 * The execution may have broken off before it could inherit. Then the carrier is its predecessor's, which may have ended in the belief
 * that it had a successor.
 *
 * The name is made from that of the execution that broke off, so that an event that comes twice starts one.
 */
export function wakingCarrierStates(options: ResolvedAdmissionOptions): Record<string, State> {
  const isRunning = isText(LEASE_PATHS.status, LEASE_STATUS.running);
  const isLeftBehind = any(
    isSameText(LEASE_PATHS.executionArn, "$.executionArn"),
    all(isPresent("$.input.predecessorArn"), isSameText(LEASE_PATHS.executionArn, "$.input.predecessorArn")),
  );
  return {
    [NAMES.wakeCarrier]: reshape(
      {
        "streamId.$": "$.input.streamId",
        "input.$": "$.input",
        "executionArn.$": "$.executionArn",
        "name.$": `States.Format('${options.fleet}-{}', States.Hash($.name, 'SHA-1'))`,
      },
      { Next: NAMES.lookAtCarrier },
    ),
    [NAMES.lookAtCarrier]: readLease(options, NAMES.whoseCarrier, ["status", "executionArn"]),
    [NAMES.whoseCarrier]: choose(
      [when(all(isRunning, isLeftBehind), NAMES.startSuccessor), when(isRunning, NOT_STARTED.alreadyRunning)],
      NAMES.restartCarrier,
    ),
    [NAMES.startSuccessor]: startCarrier(
      options,
      {
        "Name.$": "$.name",
        Input: {
          "streamId.$": "$.streamId",
          successor: true,
          "root.$": "$.name",
          generation: 0,
          "predecessorArn.$": LEASE_PATHS.executionArn,
        },
      },
      NAMES.woken,
    ),
    [NAMES.restartCarrier]: startCarrier(
      options,
      { "Name.$": "$.name", Input: { "streamId.$": "$.streamId", restart: true } },
      NAMES.woken,
    ),
    [NAMES.woken]: reshape({ outcome: ADMISSION_OUTCOMES.woken, "streamId.$": "$.streamId" }, { End: true }),
  };
}
