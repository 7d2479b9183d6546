import type {
  EndSignal,
  FollowRequest,
  FrameFormat,
  HeadersContext,
  RequestHeaders,
} from "@unbounded-streams/stream-reader";
import { type KeyScheme, type SentKey, sentKey } from "./key-scheme.ts";
import { type KeySource, sourceKey } from "./source-key.ts";

/** How a stream is asked for. */
export type StreamRequest = Omit<FollowRequest, "signal" | "clock">;

/** How all streams of a source are asked for, and read. What is undefined is the reader's default. */
export interface RequestSettings {
  readonly keySource: KeySource;
  readonly keyScheme: KeyScheme;
  readonly headers: RequestHeaders;
  readonly format: FrameFormat;
  readonly endSignals: readonly EndSignal[];
  readonly idleTimeoutMs: number | undefined;
  readonly eventTimeoutMs: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly headersTimeoutMs: number | undefined;
  readonly maxFrameBytes: number | undefined;
  /** Whether cookies of the source are sent back to it. */
  readonly cookies: boolean;
  /** Hosts with private addresses that a redirect may lead to. */
  readonly allowPrivateRedirects: readonly string[];
}

/** What the requests for all streams of a source have in common. The key is asked for at each of them. */
export function streamRequest(settings: RequestSettings): Omit<StreamRequest, "url"> {
  const { keySource, keyScheme, headers, format, endSignals, cookies, allowPrivateRedirects } = settings;
  const { idleTimeoutMs, eventTimeoutMs, connectTimeoutMs, headersTimeoutMs, maxFrameBytes } = settings;
  const key = sourceKey(keySource, keyScheme);
  async function sent({ refresh }: HeadersContext): Promise<SentKey | undefined> {
    const value = await key(refresh);
    return value === undefined ? undefined : sentKey(keyScheme, value);
  }
  return {
    format,
    endSignals,
    cookies,
    redirects: { allowPrivate: allowPrivateRedirects },
    ...(idleTimeoutMs === undefined ? {} : { idleTimeoutMs }),
    ...(eventTimeoutMs === undefined ? {} : { eventTimeoutMs }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...(headersTimeoutMs === undefined ? {} : { headersTimeoutMs }),
    ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }),
    ...(keyScheme.in === "query" && {
      async query(context) {
        const key = await sent(context);
        return key?.in === "query" ? key.query : {};
      },
    }),
    async headers(context) {
      if (keyScheme.in === "query") return { ...headers };
      const key = await sent(context);
      return { ...headers, ...(key?.in === "headers" && key.headers) };
    },
  };
}
