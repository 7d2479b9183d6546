/** The codings that are known here. */
export const CONTENT_CODINGS = ["br", "deflate", "gzip", "zstd"] as const;

/** How a body can be compressed (RFC 9110, 8.4.1; RFC 7932; RFC 8878). */
export type ContentCoding = (typeof CONTENT_CODINGS)[number];
