import { DEFAULT_END_STATUS, type EndSignal } from "./end-signal.ts";

/** The signal that this status is; 204 always is one. */
export function matchStatus(signals: readonly EndSignal[], status: number): EndSignal | undefined {
  const named = signals.find((signal) => isStatus(signal, status));
  return named ?? (status === DEFAULT_END_STATUS ? { kind: "status", status } : undefined);
}

function isStatus(signal: EndSignal, status: number): boolean {
  if (signal.kind === "any") return signal.signals.some((part) => isStatus(part, status));
  return signal.kind === "status" && signal.status === status;
}
