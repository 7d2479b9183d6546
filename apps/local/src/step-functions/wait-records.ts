import type { Branches } from "./machine.ts";

/** A stay in a `Wait` state. Epoch milliseconds. */
export interface WaitRecord {
  readonly branch: string;
  readonly state: string;
  readonly fromMs: number;
  toMs: number | undefined;
}

/** Notes in `waits` each stay in a `Wait` state that the interpreter tells, until the execution is over. */
export async function recordWaits(
  events: AsyncIterable<{ type: string; timestamp: number; state?: { name: string } }>,
  branches: Branches,
  waits: WaitRecord[],
): Promise<void> {
  for await (const { type, timestamp, state } of events) {
    const known = state === undefined ? undefined : branches.get(state.name);
    if (state === undefined || known?.state.Type !== "Wait") continue;
    const { branch } = known;
    if (type === "StateEntered")
      waits.push({ branch, state: state.name, fromMs: timestamp, toMs: undefined });
    const open = waits.findLast((wait) => wait.state === state.name && wait.toMs === undefined);
    if (type === "StateExited" && open !== undefined) open.toMs = timestamp;
  }
}
