import type { FollowRequest } from "@unbounded-streams/stream-reader";

/** How a stream is asked for. */
export type StreamRequest = Omit<FollowRequest, "signal" | "clock">;
