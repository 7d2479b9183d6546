import type { Lease, LeaseRefusal, LeaseResult } from "../types.ts";
import type { Rule } from "./rules.ts";

/** What a transition of an existing record consists of. */
export interface Transition<Request> {
  /** The condition of the write. */
  readonly may: Rule<Request>;
  readonly change: (lease: Lease, request: Request) => Lease;
  /** Whether an earlier attempt of this very request has left the record so. */
  readonly isDone: (lease: Lease, request: Request) => boolean;
  readonly why: (lease: Lease, request: Request) => Exclude<LeaseRefusal, "absent">;
}

/** Makes a transition of a record where its rule allows it. */
export function attempt<Request>(
  lease: Lease | undefined,
  request: Request,
  { may, change, isDone, why }: Transition<Request>,
): LeaseResult {
  if (lease === undefined) return { ok: false, why: "absent", lease };
  if (may.holds(lease, request)) return { ok: true, lease: change(lease, request) };
  if (isDone(lease, request)) return { ok: true, lease };
  return { ok: false, why: why(lease, request), lease };
}
