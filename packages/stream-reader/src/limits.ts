/** Most bytes that one frame may have before {@link FrameTooLargeError}; 4 MiB. */
export const DEFAULT_MAX_FRAME_BYTES = 4 * 1024 * 1024;

/** The most that a frame over the bound is delivered with of itself; 64 KiB. */
export const MAX_REJECTED_HEAD_BYTES = 64 * 1024;

/** Time for a connection: making headers and body, TCP, TLS, proxy, over all redirects; 10 s. */
export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** How long after a fault a source is believed that the connection before is still there; 10 s. */
export const BUSY_FOR_MS = 10_000;

/** The least pause after a source has said within its response that it fails; it doubles, up to the longest: 1 s, 1 min. */
export const FAILURE_PAUSE = { firstMs: 1_000, maxMs: 60_000 };

/** Most bytes before the first delimiter of a multipart body; 64 KiB. */
export const MAX_PREAMBLE_BYTES = 64 * 1024;

/** Most bytes of the headers of a part of a multipart body; 16 KiB. */
export const MAX_PART_HEADER_BYTES = 16 * 1024;

/** Headers that a part of a multipart body may have. */
export const MAX_PART_HEADERS = 64;

/** Silence, heartbeats counted as sound, after which a connection is given up; 2 min. */
export const DEFAULT_IDLE_TIMEOUT_MS = 120_000;

/** Most bytes of a refusing response's body that an error carries. */
export const MAX_BODY_EXCERPT_BYTES = 1024;

/** Most characters of an unexpected body that the message of an error shows. */
export const MAX_SHOWN_EXCERPT_CHARS = 120;

/** How long a refusing response may take to send the excerpt of its body. */
export const BODY_EXCERPT_TIMEOUT_MS = 1_000;

/** How long after its first bytes more of the excerpt is waited for: a live stream may stay open without a word; 100 ms. */
export const BODY_EXCERPT_MORE_MS = 100;

/** Most bytes that the response's body buffers ahead of the consumer before the socket is paused. */
export const READ_AHEAD_BYTES = 256 * 1024;

/** Most bytes of answers to a WebSocket's pings that wait to be sent: a peer that does not read gets no more of them. */
export const MAX_UNSENT_REPLY_BYTES = 64 * 1024;

/** How many bytes an SSE event's fields may have, as they come, beyond the bound on its data; 64 KiB. */
export const SSE_FIELD_ALLOWANCE_BYTES = 64 * 1024;

/** The longest that a timer of Node can be: 2^31 - 1 ms, nearly 25 days. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * The longest cursor that a stream is resumed from, in bytes of UTF-8; 8 KiB. It has to fit into a request's headers or URL:
 * Wikimedia's ids for seven streams have 1,163 bytes, and many servers take 8 KiB of headers at most.
 */
export const DEFAULT_MAX_CURSOR_BYTES = 8 * 1024;

/** Redirects that are followed for one connection; the Fetch standard allows 20. */
export const DEFAULT_MAX_REDIRECTS = 10;

/** Most bytes of a response's headers, and of its trailers; what Node itself allows. */
export const DEFAULT_MAX_HEADER_BYTES = 16 * 1024;

/** Cookies that a jar keeps; browsers keep 50 or more for a domain. */
export const MAX_COOKIES = 64;

/** Most bytes of a `Set-Cookie` header that is kept; RFC 6265, 6.1 wants 4,096 at least. */
export const MAX_SET_COOKIE_BYTES = 4_096;

/** Most bytes of a response's header that is kept for the requests after; what a `Set-Cookie` may have. */
export const MAX_KEPT_HEADER_BYTES = 4_096;

/** Most bytes of the answer to a request of a handshake that are read; 64 KiB. */
export const MAX_HANDSHAKE_ANSWER_BYTES = 64 * 1024;

/** How long the answer to a request of a handshake is read, once its headers are there; 5 s. */
export const HANDSHAKE_ANSWER_TIMEOUT_MS = 5_000;

/** Events that one record may hold; what etcd and exchanges send at once has 1,000 or few more. */
export const MAX_RECORD_ELEMENTS = 65_536;

/** Interim responses (RFC 9110, 15.2) that are passed over before a response. */
export const MAX_INFORMATIONAL_RESPONSES = 16;

/** Codings that one body may be stacked in. */
export const MAX_CONTENT_CODINGS = 4;

/** How many times its size a coded body may have when decoded. JSON seldom reaches 50; a gzip bomb has 1,000. */
export const DEFAULT_MAX_EXPANSION_RATIO = 200;

/** Decoded bytes that are not yet held against the ratio: a short body of one repeated event is no bomb; 16 MiB. */
export const EXPANSION_ALLOWANCE_BYTES = 16 * 1024 * 1024;

/** Window of a zstd body: RFC 9659 allows 8 MiB over HTTP. */
export const ZSTD_WINDOW_LOG_MAX = 23;

/** Idle time after which TCP asks whether the peer is still there; 1 min. */
export const DEFAULT_TCP_KEEP_ALIVE_MS = 60_000;

/** NAT gateways and load balancers of AWS drop a connection that is silent for 350 s: probes must come before. */
export const MAX_TCP_KEEP_ALIVE_MS = 349_000;
