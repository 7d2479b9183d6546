import type { SourceConfig } from "../config/source.ts";
import { sourceKey } from "../source/source-key.ts";
import type { StreamRequest } from "../source/stream-request.ts";

/** How a source is asked for its streams; the key is read for each request. */
export function streamRequest(config: SourceConfig): Omit<StreamRequest, "url"> {
  const { format, endSignals, idleTimeoutMs, connectTimeoutMs, maxFrameBytes } = config;
  const key = sourceKey(config.keySource);
  return {
    format,
    endSignals,
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }),
    async headers({ refresh }) {
      const value = await key(refresh);
      return { ...config.headers, ...(value === undefined ? {} : { authorization: `Bearer ${value}` }) };
    },
  };
}
