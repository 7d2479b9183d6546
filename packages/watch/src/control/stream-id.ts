/** The API's own rule. */
const STREAM_ID = /^[A-Za-z0-9][A-Za-z0-9._:@~+=,-]{0,127}$/;

/** What the id of a stream may be, in words. */
export const STREAM_ID_RULE =
  "1 to 128 letters, digits and . _ : @ ~ + = , - of which the first is a letter or digit";

export function isStreamId(text: string): boolean {
  return STREAM_ID.test(text);
}
