import type { JsonScalar } from "../end-signals/end-signal.ts";
import type { StatusPattern } from "../status-pattern.ts";

/**
 * What a frame that is no event means for the stream:
 *
 * - `"end"`: the stream is over, as an end signal says
 * - `"restart"`: the source cannot go on from where the stream has come to; the next request carries no cursor, or that of
 *   `cursorOf`. A StreamRestartError of `openStream`
 * - `"ignore"`: it is no event, such as a keep-alive; its cursor counts
 * - `"failure"`: an error within a response that went well: the next request is made after a pause. A StreamFailureError
 *   of `openStream`
 * - `"cursor"`: it only says how far the stream has come, such as a bookmark
 */
export type ControlAction = "end" | "restart" | "ignore" | "failure" | "cursor";

/**
 * A frame, or a refusal, that is about the stream and no event of it. Plain JSON. All conditions that are given must hold, and
 * one must be given; of several rules the first that matches counts, before end signals.
 *
 * What is no frame (`rejected`) matches by `event` alone, since only its start is there.
 */
export interface ControlRule {
  /** An SSE event has this name. */
  readonly event?: string;
  /** The payload is exactly this text. */
  readonly text?: string;
  /** The payload is a JSON document, in which this JSON Pointer (RFC 6901) names something, as `value` or `exists` say. */
  readonly pointer?: string;
  /** What stands there is this, or one of these. */
  readonly value?: JsonScalar | readonly JsonScalar[];
  /** Whether something stands there, `null` too; true by default without `value`. */
  readonly exists?: boolean;
  /**
   * A response with this status, which is then no stream, or the close of a WebSocket with this code. `text` and `pointer` are
   * then about the first KiB of its body, or the reason of the close. Its action is `end`, `restart` or `failure`.
   */
  readonly status?: StatusPattern | readonly StatusPattern[];
  readonly action: ControlAction;
  /**
   * With `cursor`, `ignore` and `restart`: where the frame has its cursor, a JSON Pointer, or `"sse"` for its own `id`. Without it,
   * or when nothing stands there, the stream's own rule counts; a restart forgets the cursor then.
   */
  readonly cursorOf?: string;
  /**
   * With `ignore`, of a WebSocket: what is sent in answer. A text; or the message of `webSocket.messages` with this place, counted from
   * 0, which is not sent on opening then, such as a subscription that must wait for a greeting.
   */
  readonly reply?: string | number;
}
