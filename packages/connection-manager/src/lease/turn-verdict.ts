import type { AdvanceRequest } from "@unbounded-streams/stream-lease";

/** What the lease is told of its holder's turn. */
export type TurnVerdict = Pick<AdvanceRequest, "failures" | "lastError">;
