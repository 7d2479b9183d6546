import type { Resolved } from "../options/resolved-options.ts";
import type { AdmissionOptions } from "../options/state-machine-options.ts";

/** What the machine of an admission is made from. */
export interface ResolvedAdmissionOptions extends Resolved<AdmissionOptions> {
  readonly fleet: string;
}
