import type { ResolvedHandoverOptions } from "../../options/resolved-options.ts";
import type { PayloadTemplate } from "../../states/asl.ts";

/** What a machine of two branches is made from. */
export interface BranchOptions extends ResolvedHandoverOptions {
  /** What the function is given at each turn; keys that end in `.$` are read from what the branch knows. */
  readonly payload: PayloadTemplate;
}
