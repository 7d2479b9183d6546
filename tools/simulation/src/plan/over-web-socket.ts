import type { RunPlan } from "./run-plan.ts";

/** The same stream, as messages over a WebSocket. */
export function overWebSocket(plan: RunPlan): RunPlan {
  return { ...plan, source: { ...plan.source, format: "messages", retryMs: 0 } };
}
