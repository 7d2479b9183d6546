import type { TurnVerdict } from "../lease/turn-verdict.ts";
import { failureText } from "../report/failure-text.ts";
import type { StreamEnd } from "../report/stream-end.ts";
import type { Invocation } from "./invocation.ts";
import type { Tenure } from "./tenure.ts";

/**
 * Whether a turn that has come to an outcome was for nothing: the source refuses the stream, or nothing had come of it
 * when the time was up, or when another connection took over and this one had met trouble or never been up.
 */
export function wasInVain(
  { attempts }: Invocation,
  { health }: Tenure,
  { outcome }: Pick<StreamEnd, "outcome">,
): boolean {
  if (outcome === "refused") return true;
  if (outcome === "ended" || outcome === "stopped" || health.isSound) return false;
  return outcome === "expired" || attempts.firstUp === undefined || health.trouble !== undefined;
}

/** What the lease is told of a turn at its end. */
export function verdictAtEnd(invocation: Invocation, tenure: Tenure, end: StreamEnd): TurnVerdict {
  const { health } = tenure;
  if (end.outcome === "ended") return { failures: 0 };
  if (!wasInVain(invocation, tenure, end)) return health.verdict;
  const why = end.reason ?? health.trouble;
  return health.failed(failureText(why ?? "the connection had not been up for long when its time was over"));
}
