import type { EndSignal } from "./end-signal.ts";

/** The signal that a proper close of the connection is; undefined when it is none. */
export function closeSignal(signals: readonly EndSignal[]): EndSignal | undefined {
  return signals.find(isClose);
}

function isClose(signal: EndSignal): boolean {
  return signal.kind === "close" || (signal.kind === "any" && signal.signals.some(isClose));
}
