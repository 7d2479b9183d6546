import type { Lease } from "../types.ts";

/** The lease of a stream that no carrier has, and none is to have. */
export function unseated(lease: Lease): Lease {
  const { carrier: _, ...rest } = notWaiting(lease);
  return rest;
}

export function notWaiting(lease: Lease): Lease {
  const { waitingFor: _, waitingSinceMs: __, ...rest } = lease;
  return rest;
}

export function waitingFor(name: string, sinceMs: number): Pick<Lease, "waitingFor" | "waitingSinceMs"> {
  return { waitingFor: name, waitingSinceMs: sinceMs };
}
