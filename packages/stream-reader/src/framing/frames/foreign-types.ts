/** Media types of web pages, which stand in for a stream while a proxy or a deploy is in between. */
export const HTML_TYPES: readonly string[] = ["text/html", "application/xhtml+xml"];

/** Media type of Server-Sent Events (WHATWG HTML, 9.2). */
export const EVENT_STREAM_TYPE = "text/event-stream";

/** Media types that no format of JSON has: a page, and events whose lines are fields. */
export const NO_JSON_TYPES: readonly string[] = [...HTML_TYPES, EVENT_STREAM_TYPE];
