import type { Lease } from "../types.ts";

/** What a holder's write says of the holder. Moments in epoch milliseconds. */
export interface SavingRequest {
  readonly nowMs: number;
  readonly upSinceMs?: number | undefined;
}

/** The lease with the moment of a holder's write and, where its connection is up, since when. */
export function saved(lease: Lease, { nowMs, upSinceMs }: SavingRequest): Lease {
  const up = upSinceMs === undefined ? {} : { upSinceMs, upUntilMs: nowMs };
  return { ...lease, savedAtMs: nowMs, ...up };
}

/** The lease of which nobody knows what its holder has written. */
export function unsaved(lease: Lease): Lease {
  const { savedAtMs: _, upSinceMs: __, upUntilMs: ___, ...rest } = lease;
  return rest;
}
