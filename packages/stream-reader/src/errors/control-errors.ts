import { StreamError } from "./stream-error.ts";

/** What a source has said of its stream, by a rule of control frames. */
export interface ControlSaying {
  /** The first of it as text, 1 KiB at most. */
  readonly excerpt: string;
  /** The part of the excerpt that can be shown. */
  readonly shown: string;
  /** The status of the refusal, or the code of a WebSocket's close, that said so; undefined when a frame did. */
  readonly status?: number | undefined;
}

/**
 * The source said, by a frame or a refusal that a rule of control frames takes for it, that it fails: an error within a
 * response that went well. The frames before it have been delivered.
 */
export class StreamFailureError extends StreamError {
  override readonly name = "StreamFailureError";
  readonly code = "STREAM_FAILURE";
  /** The status of the refusal, or the code of a WebSocket's close, that said so; undefined when a frame did. */
  readonly status: number | undefined;
  /** The first of what it said as text, 1 KiB at most. The message shows the start of it, in one line, secrets masked. */
  readonly excerpt: string;
  /** What `Retry-After` of a refusal asks for, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(target: string, saying: ControlSaying & { readonly retryAfterMs?: number | undefined }) {
    super(`${target} says that it fails${shownOf(saying)}: wait before it is asked again`);
    this.status = saying.status;
    this.excerpt = saying.excerpt;
    this.retryAfterMs = saying.retryAfterMs;
  }
}

/**
 * The source said, by a frame or a refusal that a rule of control frames takes for it, that it cannot go on from where the
 * stream has come to. The frames before it have been delivered.
 */
export class StreamRestartError extends StreamError {
  override readonly name = "StreamRestartError";
  readonly code = "STREAM_RESTART";
  /** The status of the refusal, or the code of a WebSocket's close, that said so; undefined when a frame did. */
  readonly status: number | undefined;
  /** The first of what it said as text, 1 KiB at most. The message shows the start of it, in one line, secrets masked. */
  readonly excerpt: string;
  /** Where the source says that the stream can go on; undefined when it is to begin anew. */
  readonly cursor: string | undefined;

  constructor(target: string, saying: ControlSaying & { readonly cursor?: string | undefined }) {
    const remedy = saying.cursor === undefined ? "without a cursor" : "from the error's cursor";
    super(
      `${target} cannot go on from where the stream has come to${shownOf(saying)}: open it again ${remedy}`,
    );
    this.status = saying.status;
    this.excerpt = saying.excerpt;
    this.cursor = saying.cursor;
  }
}

function shownOf({ shown, status }: ControlSaying): string {
  const parts = [...(status === undefined ? [] : [`status ${status}`]), ...(shown === "" ? [] : [shown])];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
