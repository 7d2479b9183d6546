/** Most bytes that one frame may have before {@link FrameTooLargeError}; 4 MiB. */
export const DEFAULT_MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** Time from the start of a request to the end of the response's headers; 10 s. */
export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** Silence, heartbeats counted as sound, after which a connection is given up; 2 min. */
export const DEFAULT_IDLE_TIMEOUT_MS = 120_000;

/** Most bytes of a refusing response's body that an error carries. */
export const MAX_BODY_EXCERPT_BYTES = 1024;

/** How long a refusing response may take to send the excerpt of its body. */
export const BODY_EXCERPT_TIMEOUT_MS = 1_000;

/** Most bytes that the response's body buffers ahead of the consumer before the socket is paused. */
export const READ_AHEAD_BYTES = 64 * 1024;

/** Field names, ids and event names that an SSE record may buffer beyond its data. */
export const SSE_FIELD_ALLOWANCE_CHARS = 64 * 1024;

/** The longest that a timer of Node can be: 2^31 - 1 ms, nearly 25 days. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The longest cursor that a stream is resumed from, in bytes of UTF-8: it has to fit into a request's headers or URL. */
export const MAX_CURSOR_BYTES = 1_024;
