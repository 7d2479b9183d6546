import type { EndSignal, FollowRequest, FrameFormat, RequestHeaders } from "@unbounded-streams/stream-reader";
import { type KeySource, sourceKey } from "./source-key.ts";

/** How a stream is asked for. */
export type StreamRequest = Omit<FollowRequest, "signal" | "clock">;

/** How all streams of a source are asked for, and read. */
export interface RequestSettings {
  readonly keySource: KeySource;
  readonly headers: RequestHeaders;
  readonly format: FrameFormat;
  readonly endSignals: readonly EndSignal[];
  readonly idleTimeoutMs: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly maxFrameBytes: number | undefined;
}

/** What the requests for all streams of a source have in common. The key is asked for at each of them. */
export function streamRequest({
  keySource,
  headers,
  format,
  endSignals,
  idleTimeoutMs,
  connectTimeoutMs,
  maxFrameBytes,
}: RequestSettings): Omit<StreamRequest, "url"> {
  const key = sourceKey(keySource);
  return {
    format,
    endSignals,
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }),
    async headers({ refresh }) {
      const value = await key(refresh);
      return { ...headers, ...(value === undefined ? {} : { authorization: `Bearer ${value}` }) };
    },
  };
}
