import { LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import { carrierId } from "@unbounded-streams/stream-lease/carrier-id";
import { MAX_LOOKS, PATIENT_LOOKS, TRUSTING_LOOKS } from "../limits.ts";
import type { State } from "../states/asl.ts";
import { all, isAtLeast, isPresent, isText, not, when } from "../states/conditions.ts";
import { choose } from "../states/flow-states.ts";
import { leasePathsIn, readRecord } from "../states/lease-tasks.ts";
import type { ResolvedAdmissionOptions } from "./admission-options.ts";
import { LOOKS_PATH } from "./look.ts";
import { NAMES } from "./names.ts";
import { startCarrier } from "./start-carrier.ts";

/** Where the record of the first carrier is put. */
const CARRIER_PATH = "$.carrier";

/** Sees that the first carrier of the fleet runs. The others are started by carriers. */
export function firstCarrierStates(options: ResolvedAdmissionOptions): Record<string, State> {
  const id = carrierId(options.fleet, 1);
  const carrier = leasePathsIn(CARRIER_PATH);
  const isRunning = isText(carrier.status, LEASE_STATUS.running);
  const input = { streamId: id, restart: true };
  const named = (name: string) => `States.Format('${options.fleet}-1-{}', ${name})`;
  const ownName = `States.Hash(States.Format('{}/{}', ${LOOKS_PATH}, $$.Execution.Name), 'SHA-1')`;
  return {
    [NAMES.lookAtFirst]: readRecord(
      options,
      { id, attributes: ["status", "epoch"], resultPath: CARRIER_PATH },
      NAMES.mayStart,
    ),
    [NAMES.mayStart]: choose(
      [
        when(isAtLeast(LOOKS_PATH, MAX_LOOKS), NAMES.stillWaiting),
        when(all(isRunning, isAtLeast(LOOKS_PATH, PATIENT_LOOKS)), NAMES.stillWaiting),
        when(all(isRunning, not(isAtLeast(LOOKS_PATH, TRUSTING_LOOKS))), NAMES.countLook),
        when(isAtLeast(LOOKS_PATH, 1), NAMES.startOtherwise),
        when(isPresent(carrier.epoch), NAMES.startAgain),
      ],
      NAMES.startFirst,
    ),
    [NAMES.startFirst]: startCarrier(
      options,
      { Name: `${options.fleet}-1-0`, Input: input },
      NAMES.countLook,
    ),
    [NAMES.startAgain]: startCarrier(
      options,
      { "Name.$": named(carrier.epoch), Input: input },
      NAMES.countLook,
    ),
    [NAMES.startOtherwise]: startCarrier(
      options,
      { "Name.$": named(ownName), Input: input },
      NAMES.countLook,
    ),
  };
}
