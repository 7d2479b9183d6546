import type { LeaseStore } from "@unbounded-streams/stream-lease";
import type { World } from "./world.ts";

export interface NotedStore {
  readonly store: LeaseStore;
  readonly world: World;
  readonly invocation: string;
  /** Told of each claim that was won. */
  readonly onClaim?: (() => void) | undefined;
}

/** Writes down which claims the function was told it had won. */
export function noteClaims({ store, world, invocation, onClaim }: NotedStore): LeaseStore {
  return {
    ...store,
    async claim(request, options) {
      const result = await store.claim(request, options);
      if (result.ok) {
        const { claimId, expectedEpoch } = request;
        const { epoch } = result.lease;
        world.history.claims.push({ atMs: world.nowMs, invocation, claimId, expectedEpoch, epoch });
        onClaim?.();
      }
      return result;
    },
  };
}
