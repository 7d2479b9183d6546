import {
  formatEndSignal,
  type OpenStreamOptions,
  type RequestHeaders,
  type StreamConnection,
  StreamError,
  type StreamErrorCode,
  type StreamFinish,
  StreamRefusedError,
} from "@unbounded-streams/stream-reader";
import type { ConnectionFault } from "./reconnect-policy.ts";
import { type ResumeRule, resumeFrom } from "./resume.ts";

/** How a stream is asked for. */
export interface StreamRequest extends Omit<OpenStreamOptions, "headers" | "signal" | "clock"> {
  /** Made afresh for each request; `refresh` asks for new credentials, because the last ones were refused. */
  headers?: (context: { refresh: boolean }) => Promise<RequestHeaders>;
}

/** How one HTTP connection ended. */
export type ConnectionEnd =
  | { readonly kind: "ended"; readonly signal: string }
  /** The holder gave it up. */
  | { readonly kind: "left" }
  | {
      readonly kind: "fault";
      readonly fault: ConnectionFault;
      readonly reason: string;
      readonly cause: Error | undefined;
      readonly truncatedBytes: number;
    };

/** Faults of the data or of the request itself: another connection would meet them again, so they must be heard of. */
const LOUD: readonly StreamErrorCode[] = [
  "CONTENT_ENCODING_UNSUPPORTED",
  "FRAME_INVALID",
  "FRAME_TOO_LARGE",
  "OPTION_INVALID",
  "STREAM_CONSUMED",
];

/** The options of the request that goes on after `cursor`, if there is one. */
export function requestOptions(
  request: StreamRequest,
  refresh: boolean,
  resume: ResumeRule | undefined,
  cursor: string | undefined,
): OpenStreamOptions {
  const { headers, ...options } = request;
  const resumed =
    resume === undefined || cursor === undefined ? undefined : resumeFrom(resume, cursor, request.url);
  return {
    ...options,
    url: resumed?.url ?? request.url,
    headers: async () => ({ ...(await headers?.({ refresh })), ...resumed?.headers }),
  };
}

/** How reading finished, in terms of the relay. */
export function endOfFinish(finish: StreamFinish): ConnectionEnd {
  if (finish.kind === "ended") return { kind: "ended", signal: formatEndSignal(finish.signal) };
  if (finish.kind === "aborted") return { kind: "left" };
  const { clean, cause, truncated } = finish;
  return {
    kind: "fault",
    fault: { kind: "lost" },
    reason: clean ? "closed by the source" : `broken off: ${cause?.message ?? "no reason given"}`,
    cause,
    truncatedBytes: truncated?.bytes.length ?? 0,
  };
}

/**
 * What an error of the reader means for the relay.
 *
 * @throws the error itself when it is none of the reader's, or one that every connection would meet again
 */
export function endOfError(error: unknown): ConnectionEnd {
  if (!(error instanceof StreamError) || LOUD.includes(error.code)) throw error;
  const fault: ConnectionFault =
    error instanceof StreamRefusedError
      ? { kind: "refused", status: error.status, retryAfterMs: error.retryAfterMs }
      : { kind: "lost" };
  return { kind: "fault", fault, reason: error.message, cause: error, truncatedBytes: 0 };
}

/** How connections are opened: `openStream` of `stream-reader`, or a stand-in of it. */
export type OpenStream = (options: OpenStreamOptions) => StreamConnection;
