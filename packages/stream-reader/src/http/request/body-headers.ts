/** Headers that describe a body, and go with it (Fetch standard, request-body-header names). */
export const BODY_HEADERS: readonly string[] = [
  "content-encoding",
  "content-language",
  "content-location",
  "content-type",
];
