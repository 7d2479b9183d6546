/** One message cut out of the bytes of a stream. */
export interface Frame {
  /**
   * The payload, without terminators or field names. May be a view of the network chunk that it came in: copy
   * it (`Uint8Array.from`) to keep it for long.
   */
  readonly bytes: Uint8Array;
  /** The payload as UTF-8 text, wrong sequences replaced by U+FFFD; decoded when first asked for. */
  readonly text: string;
  /** SSE: the `id` that this event itself carried. */
  readonly id?: string | undefined;
  /** SSE: the last event id in force at this event (WHATWG HTML, 9.2.6): its own, or that of an earlier one. */
  readonly lastEventId?: string | undefined;
  /** SSE: the event's name; undefined stands for the default, `message`. */
  readonly event?: string | undefined;
  /** SSE: the reconnection time that the server set since the frame before, in milliseconds. */
  readonly retryMs?: number | undefined;
  /**
   * The payload as a JSON value; parsed once.
   *
   * @throws FrameInvalidError when it is not JSON though the format says so; in other formats a SyntaxError
   */
  json(): unknown;
}
