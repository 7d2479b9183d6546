import { HTML_TYPES } from "./html-types.ts";

/** Media type of Server-Sent Events (WHATWG HTML, 9.2). */
export const EVENT_STREAM_TYPE = "text/event-stream";

/** Media types that no format of JSON has: a page, and events whose lines are fields. */
export const NO_JSON_TYPES: readonly string[] = [...HTML_TYPES, EVENT_STREAM_TYPE];
