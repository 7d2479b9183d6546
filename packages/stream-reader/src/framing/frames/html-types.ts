/** Media types of web pages, which stand in for a stream while a proxy or a deploy is in between. */
export const HTML_TYPES: readonly string[] = ["text/html", "application/xhtml+xml"];
