import type { OptionsByStrategy, StrategyName } from "../options/state-machine-options.ts";
import { admission } from "./admission.ts";
import { carrier } from "./carrier.ts";
import { relay } from "./relay.ts";
import { retryOnTimeout } from "./retry-on-timeout.ts";
import { staggered } from "./staggered.ts";
import { staggeredJoined } from "./staggered-joined.ts";
import type { Strategy } from "./strategy.ts";

/** Every strategy by its name. */
export const strategies: { readonly [Name in StrategyName]: Strategy<OptionsByStrategy[Name]> } = {
  "retry-on-timeout": retryOnTimeout,
  "staggered-joined": staggeredJoined,
  staggered,
  relay,
  carrier,
  admission,
};

/** The names that `strategy` may have. */
export const STRATEGY_NAMES = Object.keys(strategies) as readonly StrategyName[];

export function isStrategyName(value: unknown): value is StrategyName {
  return typeof value === "string" && Object.hasOwn(strategies, value);
}
