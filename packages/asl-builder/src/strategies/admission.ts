import { DEFAULT_FLEET } from "@unbounded-streams/stream-lease/carrier-id";
import { admissionMachine } from "../admission/machine.ts";
import { checkCarrierMachine, checkFleet, checkTable } from "../options/checks.ts";
import type { AdmissionOptions } from "../options/state-machine-options.ts";
import { refuseFunction, refuseWait } from "../options/strategy-checks.ts";
import type { Strategy } from "./strategy.ts";

export const admission: Strategy<AdmissionOptions> = {
  invokesFunction: false,

  checkOptions: (raw) => [
    ...refuseFunction(raw),
    ...refuseWait(raw),
    ...checkTable(raw),
    ...checkCarrierMachine(raw),
    ...checkFleet(raw),
  ],

  build(options) {
    return admissionMachine({ ...options, fleet: options.fleet ?? DEFAULT_FLEET });
  },
};
