import { parsedJson } from "../json.ts";

/** What stands for a stream's id. */
export const PLACEHOLDER = "{streamId}";

/** A URL with the id, percent-encoded, so that it stays within its segment or parameter. */
export function urlWithId(url: string, streamId: string): string {
  return withId(url, encodeURIComponent(streamId));
}

/** A body with the id; escaped, when the body is JSON. */
export function bodyWithId(body: string, streamId: string): string {
  if (!body.includes(PLACEHOLDER)) return body;
  return withId(body, parsedJson(body) === undefined ? streamId : JSON.stringify(streamId).slice(1, -1));
}

/** JSON with the id in each of its texts, names of members too. */
export function jsonWithId<Value>(value: Value, streamId: string): Value {
  const filled = JSON.stringify(value).replaceAll(PLACEHOLDER, () => JSON.stringify(streamId).slice(1, -1));
  return JSON.parse(filled) as Value;
}

function withId(text: string, id: string): string {
  return text.replaceAll(PLACEHOLDER, () => id);
}
